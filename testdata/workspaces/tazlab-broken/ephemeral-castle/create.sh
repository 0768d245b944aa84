#!/usr/bin/env bash
# Raises the whole cluster from the files of the unlocked vault.
set -euo pipefail

SECRETS_DIR="$HOME/secrets"
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
LIVE="$ROOT/clusters/tazlab-k8s/live"

# resolve VAR FILE: one token per file, without stray quotes or newlines.
# PEM files don't pass through here, Terraform reads them by path.
resolve() {
  local var="$1" file="$SECRETS_DIR/$2" value
  if [[ ! -s "$file" ]]; then
    printf 'vault entry %s is missing or empty, unlock first\n' "$2" >&2
    exit 1
  fi
  value="$(tr -d "[:space:]\"'" <"$file")"
  printf -v "$var" '%s' "$value"
  export "${var?}"
}

layer() {
  printf '== %s\n' "$1"
  (cd "$LIVE/$1" && terragrunt apply -auto-approve)
}

# Only the layer that hands the secrets on gets them; the others read its outputs.
(
  resolve GITHUB_TOKEN github-token
  resolve PROXMOX_TOKEN_ID proxmox-token-id
  resolve PROXMOX_TOKEN_SECRET proxmox-token-secret
  resolve TALOS_SECRETBOX_KEY talos-secretbox-key
  resolve MACHINE_IDENTITY_ID machine-identity-id
  resolve MACHINE_IDENTITY_SECRET machine-identity-secret
  resolve TAILSCALE_OPERATOR_CLIENT_ID tailscale-operator-client-id
  resolve TAILSCALE_OPERATOR_CLIENT_SECRET tailscale-operator-client-secret
  resolve ESO_READER_TOKEN vault-eso-token
  # fault: reference/undefined-entry INC-133
  resolve TAILSCALE_API_KEY tailscale-api-key
  layer secrets
)
layer platform
layer engine
layer networking
layer storage
layer gitops
