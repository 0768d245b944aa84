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

locals {
  kubeconfig = yamldecode(var.kubeconfig)
}

provider "kubernetes" {
  host                   = local.kubeconfig.clusters[0].cluster.server
  cluster_ca_certificate = base64decode(local.kubeconfig.clusters[0].cluster["certificate-authority-data"])
  client_certificate     = base64decode(local.kubeconfig.users[0].user["client-certificate-data"])
  client_key             = base64decode(local.kubeconfig.users[0].user["client-key-data"])
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
    "ca.crt" = var.vault_ca_crt
  }
}
