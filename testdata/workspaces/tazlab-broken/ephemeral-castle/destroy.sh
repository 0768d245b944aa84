#!/usr/bin/env bash
# Takes the cluster down. The tailnet proxies go first, or their names stay taken.
set -euo pipefail

SECRETS_DIR="$HOME/secrets"
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
LIVE="$ROOT/clusters/tazlab-k8s/live"

resolve() {
  local var="$1" file="$SECRETS_DIR/$2" value
  [[ -s "$file" ]] || exit 1
  value="$(tr -d "[:space:]\"'" <"$file")"
  printf -v "$var" '%s' "$value"
  export "${var?}"
}

resolve PROXMOX_TOKEN_ID proxmox-token-id
resolve PROXMOX_TOKEN_SECRET proxmox-token-secret
resolve TALOS_SECRETBOX_KEY talos-secretbox-key

kubectl --kubeconfig "$HOME/secrets/kubeconfig" -n tailscale delete statefulset \
  -l tailscale.com/managed=true --wait=true

(cd "$LIVE/platform" && terragrunt destroy -auto-approve)
