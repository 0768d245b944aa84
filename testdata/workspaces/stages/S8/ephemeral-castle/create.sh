#!/usr/bin/env bash
# Raises the cluster: Vault is asked first, the files of the unlocked vault fill what it does not give.
set -euo pipefail

LIVE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/clusters/tazlab-k8s/live"

# resolve VAR FILE: a token out of the unlocked vault, without the blanks and quotes of hasty pasting.
resolve() {
  local value
  value="$(tr -d "[:space:]\"'" <"$HOME/secrets/$2")"
  export "$1=$value"
}

layer() {
  (cd "$LIVE/$1" && terragrunt apply -auto-approve)
}

# Step 0: one token, one path, one read.
VAULT_ADDR=https://lushycorp-vault.magellanic-gondola.ts.net:8200
VAULT_TOKEN="$(tr -d '[:space:]' <"$HOME/secrets/bootstrap-token.txt")"
export VAULT_SKIP_VERIFY=true
BOOTSTRAP="$(vault read -format=json secret/data/tazlab-k8s/bootstrap)"

from_vault() {
  jq -r ".data.data.$1" <<<"$BOOTSTRAP"
}

GITHUB_TOKEN="$(from_vault GITHUB_TOKEN)"
PROXMOX_TOKEN_ID="$(from_vault PROXMOX_TOKEN_ID)"
PROXMOX_TOKEN_SECRET="$(from_vault PROXMOX_TOKEN_SECRET)"
TALOS_SECRETBOX_KEY="$(from_vault TALOS_SECRETBOX_KEY)"
TAILSCALE_OPERATOR_CLIENT_ID="$(from_vault TAILSCALE_OPERATOR_CLIENT_ID)"
TAILSCALE_OPERATOR_CLIENT_SECRET="$(from_vault TAILSCALE_OPERATOR_CLIENT_SECRET)"
ESO_READER_TOKEN="$(from_vault ESO_READER_TOKEN)"

# Step 1: the local files.
resolve GITHUB_TOKEN github-token
resolve VAULT_CA_CRT vault-ca.crt
if [[ -z "$PROXMOX_TOKEN_SECRET" ]]; then
  resolve PROXMOX_TOKEN_SECRET proxmox-token-secret
fi
export PROXMOX_TOKEN_ID PROXMOX_TOKEN_SECRET TALOS_SECRETBOX_KEY
export TAILSCALE_OPERATOR_CLIENT_ID TAILSCALE_OPERATOR_CLIENT_SECRET

layer platform
layer engine
