include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

terraform {
  source = "../../modules/secrets-fetcher"
}

inputs = {
  github_token     = get_env("GITHUB_TOKEN")
  eso_reader_token = get_env("ESO_READER_TOKEN")
}
