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

variable "tailscale_operator_client_id" {
  type      = string
  sensitive = true
}

variable "tailscale_operator_client_secret" {
  type      = string
  sensitive = true
}
