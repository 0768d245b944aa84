include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

dependency "platform" {
  config_path = "../platform"
}

dependencies {
  paths = ["../engine"]
}

terraform {
  source = "../../modules/k8s-storage"
}

inputs = {
  kube_host               = dependency.platform.outputs.kube_host
  kube_ca_certificate     = dependency.platform.outputs.kube_ca_certificate
  kube_client_certificate = dependency.platform.outputs.kube_client_certificate
  kube_client_key         = dependency.platform.outputs.kube_client_key
}
