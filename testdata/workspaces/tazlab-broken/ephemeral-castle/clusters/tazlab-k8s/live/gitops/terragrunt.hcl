include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

dependency "platform" {
  config_path = "../platform"
}

dependency "networking" {
  config_path = "../networking"
}

dependencies {
  paths = ["../engine", "../storage"]
}

terraform {
  source = "../../modules/k8s-flux"
}

inputs = {
  kube_host               = dependency.platform.outputs.kube_host
  kube_ca_certificate     = dependency.platform.outputs.kube_ca_certificate
  kube_client_certificate = dependency.platform.outputs.kube_client_certificate
  kube_client_key         = dependency.platform.outputs.kube_client_key
  traefik_lb_ip           = dependency.networking.outputs.traefik_lb_ip
  domain                  = "tazlab.net"
  admin_email             = "operator@tazlab.net"
  gitops_repository       = "https://github.com/tazzo/tazlab-k8s.git"
}
