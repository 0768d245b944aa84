include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

dependency "secrets" {
  config_path = "../secrets"
}

terraform {
  source = "../../modules/vault-db-config"
}

inputs = {
  admin_password = dependency.secrets.outputs.vault_admin_password
}
