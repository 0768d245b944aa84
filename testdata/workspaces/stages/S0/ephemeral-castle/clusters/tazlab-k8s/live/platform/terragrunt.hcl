include "root" {
  path = find_in_parent_folders("root.hcl")
}

dependency "secrets" {
  config_path = "../secrets"
}

terraform {
  source = "../../modules/proxmox-talos"
}

inputs = {
  proxmox_token_id        = dependency.secrets.outputs.proxmox_token_id
  proxmox_token_secret    = dependency.secrets.outputs.proxmox_token_secret
  talos_secretbox_key     = dependency.secrets.outputs.talos_secretbox_key
  infisical_client_id     = dependency.secrets.outputs.infisical_client_id
  infisical_client_secret = dependency.secrets.outputs.infisical_client_secret
}
