variable "cluster_name" {
  type = string
}

variable "proxmox_endpoint" {
  type = string
}

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

variable "api_vip" {
  type = string
}
