path "secret/data/tazlab-k8s/static/*" {
  capabilities = ["read"]
}
