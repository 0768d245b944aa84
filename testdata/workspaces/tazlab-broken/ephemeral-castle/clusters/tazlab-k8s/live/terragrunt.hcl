# Root of every layer: state stays outside the working tree.
locals {
  cluster_name = "tazlab-k8s"
  state_root   = "/home/tazpod/.local/state/castle"
}

remote_state {
  backend = "local"
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }
  config = {
    path = "${local.state_root}/${local.cluster_name}/${path_relative_to_include()}/terraform.tfstate"
  }
}

inputs = {
  cluster_name = local.cluster_name
}
