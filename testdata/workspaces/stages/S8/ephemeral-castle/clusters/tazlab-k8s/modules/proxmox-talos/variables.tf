variable "proxmox_token_id" {
  type      = string
  sensitive = true
}

variable "proxmox_token_secret" {
  type      = string
  sensitive = true
}

variable "talos_secretbox_key" {
  type      = string
  sensitive = true
}
