# Who may read what in Vault. Applied once and by hand, like the tailnet: Vault outlives the cluster.
terraform {
  required_version = ">= 1.9"
  required_providers {
    vault = {
      source  = "hashicorp/vault"
      version = "5.1.0"
    }
  }
}

provider "vault" {
  address = "https://lushycorp-vault.magellanic-gondola.ts.net:8200"
}

resource "vault_jwt_auth_backend" "cluster" {
  path     = "tazlab-k8s"
  jwks_url = "https://tazlab-k8s-api.magellanic-gondola.ts.net/openid/v1/jwks"
}

resource "vault_policy" "search" {
  name   = "agents-search"
  policy = file("${path.module}/policies/agents-search.hcl")
}

resource "vault_jwt_auth_backend_role" "search" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "agents-search"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_claims = {
    sub = "system:serviceaccount:ai-agents:search-reader"
  }
  token_policies = ["agents-search"]
  token_ttl      = 1200
}
