variable "github_token" {
  type      = string
  sensitive = true
}

variable "eso_reader_token" {
  type      = string
  sensitive = true
}
