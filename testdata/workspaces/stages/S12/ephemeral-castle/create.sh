#!/usr/bin/env bash
# One run from nothing to a cluster.
set -euo pipefail

LIVE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/clusters/tazlab-k8s/live"

# resolve VAR FILE: a token out of the unlocked vault.
resolve() {
  local value
  value="$(tr -d "[:space:]" <"$HOME/secrets/$2")"
  export "$1=$value"
}

layer() {
  (cd "$LIVE/$1" && terragrunt apply -auto-approve)
}

(
  resolve GITHUB_TOKEN github-token
  layer secrets
)
(
  resolve VAULT_TOKEN vault-token
  layer vault-jwt-config
  layer vault-db-config
)
layer engine
