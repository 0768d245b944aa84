variable "github_token" {
  type      = string
  sensitive = true
}
