variable "github_token" {
  type      = string
  sensitive = true
}

variable "vault_admin_password" {
  type      = string
  sensitive = true
}
