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
  github_token     = get_env("GITHUB_TOKEN")
  eso_reader_token = get_env("ESO_READER_TOKEN")
}
