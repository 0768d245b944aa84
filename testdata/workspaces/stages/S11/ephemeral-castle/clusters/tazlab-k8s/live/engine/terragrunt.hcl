include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

terraform {
  source = "../../modules/k8s-engine"
}

inputs = {
  github_token = get_env("GITHUB_TOKEN")
}
