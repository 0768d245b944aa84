#!/usr/bin/env bash
# Raises the cluster from the files of the unlocked vault.
set -euo pipefail

LIVE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/clusters/tazlab-k8s/live"

layer() {
  (cd "$LIVE/$1" && terragrunt apply -auto-approve)
}

# The database operator has the right password, the delivered one is older than the last rebirth.
sync_runtime_secrets() {
  local secret=tazlab-db-pguser-grafana
  kubectl delete externalsecret "$secret" -n monitoring --ignore-not-found
  kubectl get secret "$secret" -n tazlab-db -o json |
    jq 'del(.metadata.ownerReferences) | .metadata.namespace = "monitoring"' |
    kubectl apply -f -
}

export INFISICAL_CLIENT_ID="$(cat "$HOME/secrets/infisical-client-id")"
export INFISICAL_CLIENT_SECRET="$(cat "$HOME/secrets/infisical-client-secret")"
layer secrets
layer platform
layer engine
layer gitops
sync_runtime_secrets
