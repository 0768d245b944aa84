include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../modules/secrets-fetcher"
}

inputs = {
  github_token                     = get_env("GITHUB_TOKEN")
  proxmox_token_id                 = get_env("PROXMOX_TOKEN_ID")
  proxmox_token_secret             = get_env("PROXMOX_TOKEN_SECRET")
  talos_secretbox_key              = get_env("TALOS_SECRETBOX_KEY")
  eso_reader_token                 = get_env("ESO_READER_TOKEN")
  tailscale_operator_client_id     = get_env("TAILSCALE_OPERATOR_CLIENT_ID")
  tailscale_operator_client_secret = get_env("TAILSCALE_OPERATOR_CLIENT_SECRET")
}
