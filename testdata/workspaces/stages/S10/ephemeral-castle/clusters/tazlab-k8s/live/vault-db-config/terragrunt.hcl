include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

dependency "engine" {
  config_path = "../engine"
}

terraform {
  source = "../../modules/vault-db-config"
}

inputs = {
  admin_password = dependency.engine.outputs.db_admin_password
}
