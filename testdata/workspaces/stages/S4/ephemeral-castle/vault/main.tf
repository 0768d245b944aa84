# Who may read what in Vault, which outlives the cluster.
terraform {
  required_providers {
    vault = {
      source  = "hashicorp/vault"
      version = "5.1.0"
    }
  }
}

provider "vault" {
  address = "https://lushycorp-vault.magellanic-gondola.ts.net:8200"
}

resource "vault_policy" "eso" {
  name   = "eso-reader"
  policy = file("${path.module}/policies/eso-reader.hcl")
}

