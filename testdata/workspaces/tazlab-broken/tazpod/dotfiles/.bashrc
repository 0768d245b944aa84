# Path-valued variables only: a tool opens the file, the shell never holds the content.
export SOPS_AGE_KEY_FILE="$HOME/secrets/age.key"
export KUBECONFIG="$HOME/secrets/kubeconfig"
export TALOSCONFIG="$HOME/secrets/talosconfig"
export VAULT_CACERT="$HOME/secrets/vault-ca.crt"
export GEMINI_API_KEY_FILE="$HOME/secrets/gemini-api-key"
export VAULT_ADDR="https://lushycorp-vault.magellanic-gondola.ts.net:8200"

alias k=kubectl
alias tg=terragrunt
