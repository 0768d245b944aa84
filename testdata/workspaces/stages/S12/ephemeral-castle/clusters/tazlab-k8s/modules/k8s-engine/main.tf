# What has to be there before anything can be delivered.
terraform {
  required_version = ">= 1.9"
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "2.36.0"
    }
  }
}

provider "kubernetes" {
  config_path = pathexpand("~/secrets/kubeconfig")
}

resource "kubernetes_namespace_v1" "flux_system" {
  metadata {
    name = "flux-system"
  }
}

resource "kubernetes_namespace_v1" "tazlab_db" {
  metadata {
    name = "tazlab-db"
  }
}

resource "kubernetes_namespace_v1" "vso_system" {
  metadata {
    name = "vso-system"
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

resource "kubernetes_secret_v1" "vault_ca_cert" {
  metadata {
    name      = "vault-ca-cert"
    namespace = kubernetes_namespace_v1.vso_system.metadata[0].name
  }
  data = {
    "ca.crt" = file(pathexpand("~/secrets/vault-ca.crt"))
  }
}

# The database operator adopts the password that it finds.
resource "kubernetes_secret_v1" "vault_admin" {
  metadata {
    name      = "tazlab-db-pguser-vault-admin"
    namespace = kubernetes_namespace_v1.tazlab_db.metadata[0].name
    labels = {
      "postgres-operator.crunchydata.com/cluster" = "tazlab-db"
      "postgres-operator.crunchydata.com/pguser"  = "vault-admin"
    }
  }
  data = {
    password = var.vault_admin_password
    verifier = ""
  }
}
