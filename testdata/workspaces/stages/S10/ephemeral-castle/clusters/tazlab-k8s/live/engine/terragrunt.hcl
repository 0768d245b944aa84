include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

dependency "secrets" {
  config_path = "../secrets"
}

terraform {
  source = "../../modules/k8s-engine"
}

inputs = {
  github_token     = dependency.secrets.outputs.github_token
  eso_reader_token = dependency.secrets.outputs.eso_reader_token
}
