# What several layers need is made or taken in here, before any of them.
terraform {
  required_version = ">= 1.9"
  required_providers {
    random = {
      source  = "hashicorp/random"
      version = "3.7.2"
    }
    tls = {
      source  = "hashicorp/tls"
      version = "4.1.0"
    }
  }
}

resource "tls_private_key" "serviceaccount" {
  algorithm = "RSA"
  rsa_bits  = 4096
}

resource "random_password" "vault_admin" {
  length  = 40
  special = false

  lifecycle {
    ignore_changes = all
  }
}

output "github_token" {
  value     = var.github_token
  sensitive = true
}

output "vault_admin_password" {
  value     = random_password.vault_admin.result
  sensitive = true
}

output "serviceaccount_public_key" {
  value = tls_private_key.serviceaccount.public_key_pem
}
