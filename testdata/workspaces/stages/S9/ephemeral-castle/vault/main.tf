# Vault outlives the cluster: applied by hand, and rarely.
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
  path     = "jwt"
  jwks_url = "https://lushycorp-k8s.magellanic-gondola.ts.net:6443/openid/v1/jwks"
}

resource "vault_policy" "vso" {
  name   = "vso-policy"
  policy = <<-EOT
    path "secret/data/tazlab-k8s/static/*" {
      capabilities = ["read"]
    }
  EOT
}

# The token of the store carries it; it is made by hand.
resource "vault_policy" "eso" {
  name   = "eso-reader"
  policy = <<-EOT
    path "secret/data/tazlab-k8s/static/*" {
      capabilities = ["read"]
    }
    path "auth/token/lookup-self" {
      capabilities = ["read"]
    }
  EOT
}

resource "vault_jwt_auth_backend_role" "vso" {
  backend           = vault_jwt_auth_backend.cluster.path
  role_name         = "vso-role-jwt"
  role_type         = "jwt"
  user_claim        = "sub"
  bound_audiences   = ["vault"]
  bound_claims_type = "glob"
  bound_claims = {
    sub = "system:serviceaccount:*:vso-auth-sa"
  }
  token_policies = [vault_policy.vso.name]
}
