# Who may read what in Vault, which outlives the cluster.
terraform {
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

resource "vault_policy" "eso" {
  name   = "eso-reader"
  policy = file("${path.module}/policies/eso-reader.hcl")
}

resource "vault_jwt_auth_backend" "cluster" {
  path     = "jwt"
  jwks_url = "https://lushycorp-k8s.magellanic-gondola.ts.net:6443/openid/v1/jwks"
}

resource "vault_policy" "vso" {
  name   = "vso-policy"
  policy = file("${path.module}/policies/vso-policy.hcl")
}

resource "vault_jwt_auth_backend_role" "vso" {
  backend         = vault_jwt_auth_backend.cluster.path
  role_name       = "vso-role-jwt"
  role_type       = "jwt"
  user_claim      = "sub"
  bound_audiences = ["vault"]
  bound_claims_type = "glob"
  bound_claims = {
    sub = "system:serviceaccount:*:vso-auth-sa"
  }
  token_policies  = [vault_policy.vso.name]
}
