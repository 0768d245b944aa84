#!/usr/bin/env bash
# Raises the cluster with what the password store gives, entry by entry.
set -euo pipefail

LIVE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/clusters/tazlab-k8s/live"

layer() {
  (cd "$LIVE/$1" && terragrunt apply -auto-approve)
}

(
  PROXMOX_TOKEN_SECRET="$(gopass show -o infra/proxmox-token-secret)"
  export PROXMOX_TOKEN_SECRET
  layer platform
)
(
  GITHUB_TOKEN="$(gopass show -o infra/github-token)"
  ESO_READER_TOKEN="$(gopass show -o vault/eso-reader-token)"
  VAULT_CA_CRT="$(gopass show vault/vault-ca.crt)"
  KUBECONFIG_CONTENT="$(gopass show k8s/kubeconfig)"
  export GITHUB_TOKEN ESO_READER_TOKEN VAULT_CA_CRT KUBECONFIG_CONTENT
  layer engine
)
