variable "eso_reader_token" {
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
}

# What Flux clones with.
resource "kubectl_manifest" "git_token" {
  yaml_body = <<-EOT
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: github-api-token, namespace: flux-system}
    spec:
      refreshInterval: 1h
      secretStoreRef:
        kind: ClusterSecretStore
        name: tazlab-secrets-vault
      target:
        name: flux-system
        template:
          data:
            username: git
            password: "{{ .password }}"
      data:
        - secretKey: password
          remoteRef:
            key: tazlab-k8s/static/flux/github/GITHUB_TOKEN
            property: value
  EOT

  depends_on = [kubectl_manifest.store_vault, kubernetes_namespace_v1.flux_system]
}
