include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
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
  kube_host                        = dependency.platform.outputs.kube_host
  kube_ca_certificate              = dependency.platform.outputs.kube_ca_certificate
  kube_client_certificate          = dependency.platform.outputs.kube_client_certificate
  kube_client_key                  = dependency.platform.outputs.kube_client_key
  github_token                     = dependency.secrets.outputs.github_token
  machine_identity_id              = dependency.secrets.outputs.machine_identity_id
  machine_identity_secret          = dependency.secrets.outputs.machine_identity_secret
  tailscale_operator_client_id     = dependency.secrets.outputs.tailscale_operator_client_id
  tailscale_operator_client_secret = dependency.secrets.outputs.tailscale_operator_client_secret
  vault_eso_token                  = dependency.secrets.outputs.vault_eso_token
  vault_address                    = "https://lushycorp-vault.magellanic-gondola.ts.net:8200"
}
