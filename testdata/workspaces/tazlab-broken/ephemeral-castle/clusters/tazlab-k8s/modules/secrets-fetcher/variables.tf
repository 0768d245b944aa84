variable "cluster_name" {
  type = string
}

variable "github_token" {
  type      = string
  sensitive = true
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

variable "machine_identity_id" {
  type      = string
  sensitive = true
}

variable "machine_identity_secret" {
  type      = string
  sensitive = true
}

variable "tailscale_operator_client_id" {
  type      = string
  sensitive = true
}

variable "tailscale_operator_client_secret" {
  type      = string
  sensitive = true
}

variable "vault_eso_token" {
  type      = string
  sensitive = true
}
