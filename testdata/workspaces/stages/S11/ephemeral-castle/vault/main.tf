# Two tiers are online: the root is imported as pki_root, pki_int issues. One role for each user of the database.
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
  path     = "jwt"
  jwks_url = "https://lushycorp-k8s.magellanic-gondola.ts.net:6443/openid/v1/jwks"
}

resource "vault_pki_secret_backend_role" "internal_ingress" {
  backend = "pki_int"
  name    = "internal-ingress"
  allowed_domains             = ["tazlab.net"]
  allow_subdomains            = true
  allow_wildcard_certificates = false
  max_ttl                     = "604800"
}

resource "vault_policy" "internal_ingress" {
  name   = "pki-internal-ingress"
  policy = <<-EOT
    path "pki_int/issue/internal-ingress" {
      capabilities = ["create", "update"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "internal_ingress" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "pki-internal-ingress"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:vso-system:vso-auth-sa"
  token_policies  = [vault_policy.internal_ingress.name]
}

resource "vault_pki_secret_backend_role" "database_server" {
  backend = "pki_int"
  name    = "database-server"
  allowed_domains    = ["tazlab-db-primary.tazlab-db.svc"]
  allow_bare_domains = true
  max_ttl            = "2592000"
}

resource "vault_policy" "database_server" {
  name   = "pki-database-server"
  policy = <<-EOT
    path "pki_int/issue/database-server" {
      capabilities = ["create", "update"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "database_server" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "pki-database-server"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:tazlab-db:vso-auth-sa"
  token_policies  = [vault_policy.database_server.name]
}

resource "vault_pki_secret_backend_role" "db_client_grafana" {
  backend = "pki_int"
  name    = "db-client-grafana"
  allowed_domains    = ["grafana"]
  allow_bare_domains = true
  server_flag        = false
  max_ttl            = "86400"
}

resource "vault_policy" "db_client_grafana" {
  name   = "pki-db-client-grafana"
  policy = <<-EOT
    path "pki_int/issue/db-client-grafana" {
      capabilities = ["create", "update"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "db_client_grafana" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "pki-db-client-grafana"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:monitoring:vso-auth-sa"
  token_policies  = [vault_policy.db_client_grafana.name]
}

resource "vault_pki_secret_backend_role" "db_client_mnemosyne" {
  backend = "pki_int"
  name    = "db-client-mnemosyne"
  allowed_domains    = ["mnemosyne"]
  allow_bare_domains = true
  server_flag        = false
  max_ttl            = "86400"
}

resource "vault_policy" "db_client_mnemosyne" {
  name   = "pki-db-client-mnemosyne"
  policy = <<-EOT
    path "pki_int/issue/db-client-mnemosyne" {
      capabilities = ["create", "update"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "db_client_mnemosyne" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "pki-db-client-mnemosyne"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:tazlab-db:vso-auth-sa"
  token_policies  = [vault_policy.db_client_mnemosyne.name]
}

resource "vault_pki_secret_backend_role" "db_client_pgadmin" {
  backend = "pki_int"
  name    = "db-client-pgadmin"
  allowed_domains    = ["pgadmin"]
  allow_bare_domains = true
  server_flag        = false
  max_ttl            = "86400"
}

resource "vault_policy" "db_client_pgadmin" {
  name   = "pki-db-client-pgadmin"
  policy = <<-EOT
    path "pki_int/issue/db-client-pgadmin" {
      capabilities = ["create", "update"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "db_client_pgadmin" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "pki-db-client-pgadmin"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:pgadmin:vso-auth-sa"
  token_policies  = [vault_policy.db_client_pgadmin.name]
}
