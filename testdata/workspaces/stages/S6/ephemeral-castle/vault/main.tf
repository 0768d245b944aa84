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

resource "vault_jwt_auth_backend" "cluster" {
  path     = "jwt"
  jwks_url = "https://lushycorp-k8s.magellanic-gondola.ts.net:6443/openid/v1/jwks"
}

resource "vault_policy" "vso" {
  name   = "vso-policy"
  policy = file("${path.module}/policies/vso-policy.hcl")
}

resource "vault_jwt_auth_backend_role" "vso" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "vso-role-jwt"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_subject   = "system:serviceaccount:vso-system:vso-auth-sa"
  token_policies  = [vault_policy.vso.name]
}

resource "vault_auth_backend" "kubernetes" {
  type = "kubernetes"
}

resource "vault_kubernetes_auth_backend_role" "grafana" {
  backend                          = vault_auth_backend.kubernetes.path
  role_name                        = "grafana-consumer"
  bound_service_account_names      = ["vso-auth-sa"]
  bound_service_account_namespaces = ["monitoring"]
  token_policies                   = [vault_policy.vso.name]
}

variable "db_admin_password" {
  type      = string
  sensitive = true
}

resource "vault_mount" "database" {
  path = "database"
  type = "database"
}

resource "vault_database_secret_backend_connection" "tazlab_db" {
  backend       = vault_mount.database.path
  name          = "tazlab-db"
  allowed_roles = ["grafana"]

  postgresql {
    connection_url = "postgresql://{{username}}:{{password}}@tazlab-db.magellanic-gondola.ts.net:5432/postgres"
    username       = "vault-admin"
    password       = var.db_admin_password
  }
}

resource "vault_database_secret_backend_role" "grafana" {
  backend             = vault_mount.database.path
  name                = "grafana"
  db_name             = vault_database_secret_backend_connection.tazlab_db.name
  creation_statements = ["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE grafana;"]
  default_ttl         = 3600
}
