variable "eso_reader_token" {
  type      = string
  sensitive = true
}

variable "tailscale_operator_client_id" {
  type      = string
  sensitive = true
}

variable "tailscale_operator_client_secret" {
  type      = string
  sensitive = true
}

variable "github_token" {
  type      = string
  sensitive = true
}

variable "kubeconfig_path" {
  type = string
}

terraform {
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "2.36.0"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "2.17.0"
    }
    kubectl = {
      source  = "gavinbunney/kubectl"
      version = "1.19.0"
    }
  }
}

provider "kubernetes" {
  config_path = var.kubeconfig_path
}

provider "helm" {
  kubernetes {
    config_path = var.kubeconfig_path
  }
}

provider "kubectl" {
  config_path = var.kubeconfig_path
}

resource "kubernetes_namespace_v1" "flux_system" {
  metadata {
    name = "flux-system"
  }
}

resource "kubernetes_namespace_v1" "external_secrets" {
  metadata {
    name = "external-secrets"
  }
}

resource "kubernetes_namespace_v1" "tailscale" {
  metadata {
    name = "tailscale"
  }
}

resource "kubernetes_namespace_v1" "vso_system" {
  metadata {
    name = "vso-system"
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

resource "kubernetes_secret_v1" "vso_vault_ca_cert" {
  metadata {
    name      = "vault-ca-cert"
    namespace = kubernetes_namespace_v1.vso_system.metadata[0].name
  }
  data = {
    "ca.crt" = file(pathexpand("~/secrets/vault-ca.crt"))
  }
}

# The operator opens the way to Vault, and Flux clones before anything is open.
resource "kubernetes_secret_v1" "operator_oauth" {
  metadata {
    name      = "operator-oauth"
    namespace = kubernetes_namespace_v1.tailscale.metadata[0].name
  }
  data = {
    client_id     = var.tailscale_operator_client_id
    client_secret = var.tailscale_operator_client_secret
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

resource "helm_release" "external_secrets" {
  name       = "external-secrets"
  namespace  = kubernetes_namespace_v1.external_secrets.metadata[0].name
  repository = "https://charts.external-secrets.io"
  chart      = "external-secrets"
  version    = "0.20.4"
  wait       = true
}

resource "kubectl_manifest" "store_vault" {
  yaml_body = <<-EOT
    apiVersion: external-secrets.io/v1
    kind: ClusterSecretStore
    metadata:
      name: tazlab-secrets-vault
    spec:
      provider:
        vault:
          server: https://lushycorp-vault.magellanic-gondola.ts.net:8200
          path: secret
          version: v2
          caProvider: {type: Secret, name: vault-ca-cert, namespace: external-secrets, key: ca.crt}
          auth:
            tokenSecretRef: {name: vault-eso-token, namespace: external-secrets, key: token}
  EOT

  depends_on = [helm_release.external_secrets, kubernetes_secret_v1.vault_eso_token, kubernetes_secret_v1.vault_ca_cert]
}
