include "root" {
  path = find_in_parent_folders("root.hcl")
}

dependency "platform" {
  config_path = "../platform"
}

dependencies {
  paths = ["../engine"]
}

terraform {
  source = "../../modules/k8s-flux"
}

inputs = {
  kubeconfig_path = dependency.platform.outputs.kubeconfig_path
}
