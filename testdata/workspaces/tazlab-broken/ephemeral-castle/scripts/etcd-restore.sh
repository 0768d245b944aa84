#!/usr/bin/env bash
# Brings an etcd snapshot back. The plain copy lives in memory only.
set -euo pipefail

snapshot="${1:?usage: etcd-restore.sh SNAPSHOT.age}"
plain="$(mktemp -p /dev/shm etcd.XXXXXX)"
trap 'rm -f "$plain"' EXIT

age --decrypt --identity "$HOME/secrets/age.key" --output "$plain" "$snapshot"
talosctl --talosconfig "$HOME/secrets/talosconfig" bootstrap --recover-from "$plain"
