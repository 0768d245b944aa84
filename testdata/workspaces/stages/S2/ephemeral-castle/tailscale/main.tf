resource "tailscale_acl" "this" {
  acl = file("${path.module}/acl.hujson")
}

resource "tailscale_oauth_client" "k8s_operator" {
  description = "tazlab-k8s-operator"
  scopes      = ["devices:core", "auth_keys", "services"]
  tags        = ["tag:k8s-operator"]
  depends_on  = [tailscale_acl.this]
}

output "client_id" {
  value     = tailscale_oauth_client.k8s_operator.id
  sensitive = true
}

output "client_secret" {
  value     = tailscale_oauth_client.k8s_operator.key
  sensitive = true
}
