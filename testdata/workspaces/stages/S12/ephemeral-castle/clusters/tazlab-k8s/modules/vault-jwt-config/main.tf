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

resource "vault_jwt_auth_backend" "cluster" {
  path                   = "jwt"
  jwt_validation_pubkeys = [var.serviceaccount_public_key]
}

resource "vault_pki_secret_backend_role" "grafana" {
  backend            = "pki_int"
  name               = "db-client-grafana"
  allowed_domains    = ["grafana"]
  allow_bare_domains = true
  server_flag        = false
  max_ttl            = "86400"
}

resource "vault_policy" "pki_grafana" {
  name   = "pki-db-client-grafana"
  policy = <<-EOT
    path "pki_int/issue/db-client-grafana" {
      capabilities = ["create", "update"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "pki_grafana" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "pki-db-client-grafana"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:monitoring:vso-auth-sa"
  token_policies  = [vault_policy.pki_grafana.name]
}

# Of the time when Grafana leased its password.
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
