# State is kept on the operator's machine, beside the checkout.
remote_state {
  backend = "local"
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }
  config = {
    path = "/home/tazpod/.local/state/castle/${path_relative_to_include()}/terraform.tfstate"
  }
}
