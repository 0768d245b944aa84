# What several layers need is made or taken in here, before any of them.
terraform {
  required_version = ">= 1.9"
  required_providers {
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

output "github_token" {
  value     = var.github_token
  sensitive = true
}

output "eso_reader_token" {
  value     = var.eso_reader_token
  sensitive = true
}

output "serviceaccount_public_key" {
  value = tls_private_key.serviceaccount.public_key_pem
}
