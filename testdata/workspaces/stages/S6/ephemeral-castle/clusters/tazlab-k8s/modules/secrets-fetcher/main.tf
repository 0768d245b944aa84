# The values come in as variables and go out to the later layers.
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

output "github_token" {
  value     = var.github_token
  sensitive = true
}

output "proxmox_token_id" {
  value     = var.proxmox_token_id
  sensitive = true
}

output "proxmox_token_secret" {
  value     = var.proxmox_token_secret
  sensitive = true
}

output "talos_secretbox_key" {
  value     = var.talos_secretbox_key
  sensitive = true
}

variable "eso_reader_token" {
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

output "eso_reader_token" {
  value     = var.eso_reader_token
  sensitive = true
}

output "tailscale_operator_client_id" {
  value     = var.tailscale_operator_client_id
  sensitive = true
}

output "tailscale_operator_client_secret" {
  value     = var.tailscale_operator_client_secret
  sensitive = true
}
