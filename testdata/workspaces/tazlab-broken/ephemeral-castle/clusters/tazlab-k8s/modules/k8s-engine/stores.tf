# The retired store. It goes when its last reader has moved.
resource "kubectl_manifest" "store_retired" {
  yaml_body = <<-EOT
    apiVersion: external-secrets.io/v1
    kind: ClusterSecretStore
    metadata:
      name: infisical-tazlab
    spec:
      provider:
        infisical:
          auth:
            universalAuthCredentials:
              clientId:
                name: machine-identity
                namespace: external-secrets
                key: clientId
              clientSecret:
                name: machine-identity
                namespace: external-secrets
                key: clientSecret
          secretsScope:
            projectSlug: tazlab
            environmentSlug: dev
            secretsPath: /
  EOT

  depends_on = [
    helm_release.external_secrets,
    kubernetes_secret_v1.machine_identity,
  ]
}

# What everything else reads.
resource "kubectl_manifest" "store_tazlab_secrets_vault" {
  yaml_body = <<-EOT
    apiVersion: external-secrets.io/v1
    kind: ClusterSecretStore
    metadata:
      name: tazlab-secrets-vault
    spec:
      provider:
        vault:
          server: ${var.vault_address}
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
