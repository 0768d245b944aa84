terraform {
  required_version = ">= 1.9"
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

# The key pair is ours, so Vault can know it before there is a cluster.
resource "vault_jwt_auth_backend" "cluster" {
  path                   = "jwt"
  jwt_validation_pubkeys = [var.serviceaccount_public_key]
}

resource "vault_policy" "grafana" {
  name   = "grafana-consumer"
  policy = <<-EOT
    path "database/creds/grafana" {
      capabilities = ["read"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "grafana" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "grafana-consumer"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:monitoring:grafana-sa"
  token_policies  = [vault_policy.grafana.name]
}
