#!/usr/bin/env bash
# Seeds the cluster; Flux does the rest.
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

resolve GITHUB_TOKEN github-token
resolve ESO_READER_TOKEN vault-eso-token
layer engine
