variable "serviceaccount_public_key" {
  type = string
}
