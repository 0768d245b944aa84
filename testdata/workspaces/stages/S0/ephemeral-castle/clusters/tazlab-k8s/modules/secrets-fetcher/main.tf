variable "infisical_client_id" {
  type      = string
  sensitive = true
}

variable "infisical_client_secret" {
  type      = string
  sensitive = true
}

terraform {
  required_providers {
    infisical = {
      source  = "infisical/infisical"
      version = "0.15.11"
    }
  }
}

provider "infisical" {
  host = "https://eu.infisical.com"
  auth = {
    universal = {
      client_id     = var.infisical_client_id
      client_secret = var.infisical_client_secret
    }
  }
}

data "infisical_secrets" "bootstrap" {
  env_slug     = "dev"
  workspace_id = "4d7c2a90-51be-4e0f-9a36-8f0b7c1de245"
  folder_path  = "/ephemeral-castle/tazlab-k8s/proxmox"
}

output "proxmox_token_id" {
  value     = data.infisical_secrets.bootstrap.secrets["PROXMOX_TOKEN_ID"].value
  sensitive = true
}

output "proxmox_token_secret" {
  value     = data.infisical_secrets.bootstrap.secrets["PROXMOX_TOKEN_SECRET"].value
  sensitive = true
}

output "talos_secretbox_key" {
  value     = data.infisical_secrets.bootstrap.secrets["TALOS_SECRETBOX_KEY"].value
  sensitive = true
}

output "infisical_client_id" {
  value     = var.infisical_client_id
  sensitive = true
}

output "infisical_client_secret" {
  value     = var.infisical_client_secret
  sensitive = true
}
