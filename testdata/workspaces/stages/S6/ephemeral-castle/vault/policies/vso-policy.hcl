path "secret/data/tazlab-k8s/static/*" {
  capabilities = ["read"]
}

path "database/creds/grafana" {
  capabilities = ["read"]
}
