# What has to be there before anything can be delivered.
terraform {
  required_version = ">= 1.9"
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "2.36.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "3.7.2"
    }
  }
}

provider "kubernetes" {
  config_path = pathexpand("~/secrets/kubeconfig")
}

resource "kubernetes_namespace_v1" "external_secrets" {
  metadata {
    name = "external-secrets"
  }
}

resource "kubernetes_namespace_v1" "flux_system" {
  metadata {
    name = "flux-system"
  }
}

resource "kubernetes_secret_v1" "flux_system" {
  metadata {
    name      = "flux-system"
    namespace = kubernetes_namespace_v1.flux_system.metadata[0].name
  }
  data = {
    username = "git"
    password = var.github_token
  }
}

resource "kubernetes_secret_v1" "vault_eso_token" {
  metadata {
    name      = "vault-eso-token"
    namespace = kubernetes_namespace_v1.external_secrets.metadata[0].name
  }
  data = {
    token = var.eso_reader_token
  }
}

resource "kubernetes_secret_v1" "vault_ca_cert" {
  metadata {
    name      = "vault-ca-cert"
    namespace = kubernetes_namespace_v1.external_secrets.metadata[0].name
  }
  data = {
    "ca.crt" = file(pathexpand("~/secrets/vault-ca.crt"))
  }
}

resource "random_password" "db_admin" {
  length  = 40
  special = false
}

# The database operator adopts the password that it finds.
resource "kubernetes_secret_v1" "db_admin" {
  metadata {
    name      = "tazlab-db-pguser-tazlab-admin"
    namespace = "tazlab-db"
    labels = {
      "postgres-operator.crunchydata.com/cluster" = "tazlab-db"
      "postgres-operator.crunchydata.com/pguser"  = "tazlab-admin"
    }
  }
  data = {
    password = random_password.db_admin.result
    verifier = ""
  }
}

output "db_admin_password" {
  value     = random_password.db_admin.result
  sensitive = true
}
