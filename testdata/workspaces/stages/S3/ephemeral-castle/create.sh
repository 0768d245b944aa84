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

export INFISICAL_CLIENT_ID="$(cat "$HOME/secrets/infisical-client-id")"
export INFISICAL_CLIENT_SECRET="$(cat "$HOME/secrets/infisical-client-secret")"
(
  resolve ESO_READER_TOKEN vault-eso-token
  layer secrets
)
layer platform
layer engine
layer gitops
