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

output "machine_identity_id" {
  value     = var.machine_identity_id
  sensitive = true
}

output "machine_identity_secret" {
  value     = var.machine_identity_secret
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

output "vault_eso_token" {
  value     = var.vault_eso_token
  sensitive = true
}
