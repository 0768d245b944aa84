#!/usr/bin/env bash
# Shows what a layer would change. Run it from a shell that already went through create.sh.
set -euo pipefail

layer="${1:?usage: plan.sh LAYER}"
cd "$(dirname "${BASH_SOURCE[0]}")/../clusters/tazlab-k8s/live/$layer"
# fault: migration/legacy-residue INC-72
infisical run --env=dev -- terragrunt plan
