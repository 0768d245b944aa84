output "store_names" {
  value = [
    kubectl_manifest.store_tazlab_secrets.name,
    kubectl_manifest.store_tazlab_secrets_vault.name,
  ]
}
