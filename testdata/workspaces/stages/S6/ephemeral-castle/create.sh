#!/usr/bin/env bash
# Raises the cluster from the files of the unlocked vault.
set -euo pipefail

LIVE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/clusters/tazlab-k8s/live"

# resolve VAR FILE: one token per file, without stray quotes or newlines.
resolve() {
  local value
  value="$(tr -d "[:space:]\"'" <"$HOME/secrets/$2")"
  export "$1=$value"
}

layer() {
  (cd "$LIVE/$1" && terragrunt apply -auto-approve)
}

(
  resolve GITHUB_TOKEN github-token
  resolve PROXMOX_TOKEN_ID proxmox-token-id
  resolve PROXMOX_TOKEN_SECRET proxmox-token-secret
  resolve TALOS_SECRETBOX_KEY talos-secretbox-key
  resolve ESO_READER_TOKEN vault-eso-token
  resolve TAILSCALE_OPERATOR_CLIENT_ID tailscale-operator-client-id
  resolve TAILSCALE_OPERATOR_CLIENT_SECRET tailscale-operator-client-secret
  layer secrets
)
layer platform
layer engine
layer gitops
