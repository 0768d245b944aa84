include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

terraform {
  source = "../../modules/proxmox-talos"
}

inputs = {
  proxmox_token_id     = get_env("PROXMOX_TOKEN_ID")
  proxmox_token_secret = get_env("PROXMOX_TOKEN_SECRET")
  talos_secretbox_key  = get_env("TALOS_SECRETBOX_KEY")
}
