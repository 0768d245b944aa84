# What has to be there before anything can be delivered.
terraform {
  required_version = ">= 1.9"
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
  config_path = pathexpand("~/secrets/kubeconfig")
}

provider "helm" {
  kubernetes {
    config_path = pathexpand("~/secrets/kubeconfig")
  }
}

provider "kubectl" {
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
    namespace = kubernetes_namespace_v1.vso_system.metadata[0].name
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

resource "kubectl_manifest" "store" {
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
          caProvider:
            type: Secret
            name: vault-ca-cert
            namespace: external-secrets
            key: ca.crt
          auth:
            tokenSecretRef:
              name: vault-eso-token
              namespace: external-secrets
              key: token
  EOT

  depends_on = [
    helm_release.external_secrets,
    kubernetes_secret_v1.vault_eso_token,
    kubernetes_secret_v1.vault_ca_cert,
  ]
}
