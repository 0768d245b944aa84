include "root" {
  path = find_in_parent_folders("root.hcl")
}

dependency "secrets" {
  config_path = "../secrets"
}

dependency "platform" {
  config_path = "../platform"
}

terraform {
  source = "../../modules/k8s-engine"
}

inputs = {
  kubeconfig_path                  = dependency.platform.outputs.kubeconfig_path
  eso_reader_token                 = dependency.secrets.outputs.eso_reader_token
  tailscale_operator_client_id     = dependency.secrets.outputs.tailscale_operator_client_id
  tailscale_operator_client_secret = dependency.secrets.outputs.tailscale_operator_client_secret
  github_token                     = dependency.secrets.outputs.github_token
}
