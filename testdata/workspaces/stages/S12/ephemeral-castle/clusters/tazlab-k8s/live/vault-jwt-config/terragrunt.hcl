include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

dependency "secrets" {
  config_path = "../secrets"
}

terraform {
  source = "../../modules/vault-jwt-config"
}

inputs = {
  serviceaccount_public_key = dependency.secrets.outputs.serviceaccount_public_key
}
