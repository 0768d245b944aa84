export SOPS_AGE_KEY_FILE="$HOME/secrets/age.key"
export KUBECONFIG="$HOME/secrets/kubeconfig"
export TALOSCONFIG="$HOME/secrets/talosconfig"
