output "store_names" {
  value = [
    kubectl_manifest.store_retired.name,
    kubectl_manifest.store_tazlab_secrets_vault.name,
  ]
}
