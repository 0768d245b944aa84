#!/usr/bin/env bash
# Makes the operator's client and keeps its two halves where the cluster looks for them.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
terraform apply -auto-approve

push() {
  terraform output -raw "$2" | vault kv put -mount=secret "tazlab-k8s/static/network/tailscale/$1" value=-
}
push TAILSCALE_OPERATOR_CLIENT_ID client_id
push TAILSCALE_OPERATOR_CLIENT_SECRET client_secret
