variable "cluster_name" {
  type = string
}

variable "kube_host" {
  type = string
}

variable "kube_ca_certificate" {
  type      = string
  sensitive = true
}

variable "kube_client_certificate" {
  type      = string
  sensitive = true
}

variable "kube_client_key" {
  type      = string
  sensitive = true
}

variable "github_token" {
  type      = string
  sensitive = true
}

variable "machine_identity_id" {
  type      = string
  sensitive = true
}

variable "machine_identity_secret" {
  type      = string
  sensitive = true
}

variable "tailscale_operator_client_id" {
  type      = string
  sensitive = true
}

variable "tailscale_operator_client_secret" {
  type      = string
  sensitive = true
}

variable "vault_eso_token" {
  type      = string
  sensitive = true
}

variable "vault_address" {
  type = string
}
