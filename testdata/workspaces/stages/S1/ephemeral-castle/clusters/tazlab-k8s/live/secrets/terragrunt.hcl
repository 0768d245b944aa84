include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../modules/secrets-fetcher"
}

inputs = {
  infisical_client_id     = get_env("INFISICAL_CLIENT_ID")
  infisical_client_secret = get_env("INFISICAL_CLIENT_SECRET")
  eso_reader_token        = get_env("ESO_READER_TOKEN")
}
