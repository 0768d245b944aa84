include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

terraform {
  source = "../../modules/proxmox-talos"
}

inputs = {
  proxmox_token_secret = get_env("PROXMOX_TOKEN_SECRET")
}
