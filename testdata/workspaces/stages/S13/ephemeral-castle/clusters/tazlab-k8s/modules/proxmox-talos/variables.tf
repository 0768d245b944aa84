variable "proxmox_token_secret" {
  type      = string
  sensitive = true
}
