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
