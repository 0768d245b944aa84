variable "github_token" {
  type      = string
  sensitive = true
}

variable "eso_reader_token" {
  type      = string
  sensitive = true
}

variable "vault_ca_crt" {
  type      = string
  sensitive = true
}

variable "kubeconfig" {
  type      = string
  sensitive = true
}
