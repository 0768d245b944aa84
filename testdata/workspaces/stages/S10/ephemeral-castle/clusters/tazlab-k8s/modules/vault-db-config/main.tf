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

resource "vault_mount" "database" {
  path = "database"
  type = "database"
}

resource "vault_database_secret_backend_connection" "tazlab_db" {
  backend       = vault_mount.database.path
  name          = "tazlab-db"
  allowed_roles = ["grafana"]
  postgresql {
    connection_url = "postgresql://{{username}}:{{password}}@tazlab-db.magellanic-gondola.ts.net:5432/postgres?sslmode=require"
    username       = "tazlab-admin"
    password       = var.admin_password
  }
}

resource "vault_database_secret_backend_role" "grafana" {
  backend             = vault_mount.database.path
  name                = "grafana"
  db_name             = vault_database_secret_backend_connection.tazlab_db.name
  creation_statements = ["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE grafana"]
  default_ttl         = 86400
}
