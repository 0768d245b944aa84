path "secret/data/tazlab-k8s/static/agents/search/*" {
  capabilities = ["read"]
}
