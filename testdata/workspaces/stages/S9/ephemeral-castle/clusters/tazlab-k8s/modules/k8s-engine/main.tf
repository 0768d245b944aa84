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

# The token has to be there before the operator is, so its namespace is made here and not by Flux.
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

resource "kubernetes_secret_v1" "vault_ca_cert_vso" {
  metadata {
    name      = "vault-ca-cert"
    namespace = "vso-system"
  }
  data = {
    "ca.crt" = file(pathexpand("~/secrets/vault-ca.crt"))
  }
}
