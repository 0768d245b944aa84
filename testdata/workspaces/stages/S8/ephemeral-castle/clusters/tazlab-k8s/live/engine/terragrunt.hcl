include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

dependency "platform" {
  config_path = "../platform"
}

terraform {
  source = "../../modules/k8s-engine"
}

inputs = {
  github_token                     = get_env("GITHUB_TOKEN")
  eso_reader_token                 = get_env("ESO_READER_TOKEN")
  vault_ca_crt                     = get_env("VAULT_CA_CRT")
  tailscale_operator_client_id     = get_env("TAILSCALE_OPERATOR_CLIENT_ID")
  tailscale_operator_client_secret = get_env("TAILSCALE_OPERATOR_CLIENT_SECRET")
}
