# Seeds: what has to exist before anything can be delivered. All of it comes from the vault's files.
locals {
  vault_ca_crt = file(pathexpand("~/secrets/vault-ca.crt"))
}

resource "kubernetes_namespace_v1" "external_secrets" {
  metadata {
    name = "external-secrets"
  }
}

resource "kubernetes_namespace_v1" "tailscale" {
  metadata {
    name = "tailscale"
    labels = {
      "pod-security.kubernetes.io/enforce" = "privileged"
    }
  }
}

resource "kubernetes_namespace_v1" "flux_system" {
  metadata {
    name = "flux-system"
  }
}

resource "kubernetes_secret_v1" "machine_identity" {
  metadata {
    name      = "machine-identity"
    namespace = kubernetes_namespace_v1.external_secrets.metadata[0].name
  }
  data = {
    clientId     = var.machine_identity_id
    clientSecret = var.machine_identity_secret
  }
}

resource "kubernetes_secret_v1" "vault_eso_token" {
  metadata {
    name      = "vault-eso-token"
    namespace = kubernetes_namespace_v1.external_secrets.metadata[0].name
  }
  data = {
    token = var.vault_eso_token
  }
}

resource "kubernetes_secret_v1" "vault_ca_cert" {
  metadata {
    name      = "vault-ca-cert"
    namespace = kubernetes_namespace_v1.external_secrets.metadata[0].name
  }
  data = {
    "ca.crt" = local.vault_ca_crt
  }
}

# The operator opens the way to Vault, so its credential can't come from there.
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

# Flux clones with this one, long before any store answers.
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

  set {
    name  = "installCRDs"
    value = "true"
  }
}
