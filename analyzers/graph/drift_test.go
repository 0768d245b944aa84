package graph

import "testing"

func TestAlike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"vault.example.net", "vault.exmaple.net", true},
		{"vault.example.net", "vualt.example.net", true},
		{"secrets.example.net", "secret.example.net", true},
		{"vault.example.net", "vault.example.net", false},
		{"vault-1.example.net", "vault-2.example.net", false},
		{"vault-a.example.net", "vault-b.example.net", false},
		{"vault1.example.net", "vault12.example.net", false},
		{"vault.eu.example.net", "vault.us.example.net", false},
		{"vault.example.net", "vault.example.com", false},
		{"vault.example.net", "kv.example.net", false},
		{"vault.home.example.net", "vault.example.net", false},
		{"vault.office.example.net", "vualt.ofifce.example.net", false},
	} {
		if got := alike(c.a, c.b); got != c.want || alike(c.b, c.a) != got {
			t.Errorf("alike(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{"vault.vaults.svc": "vault/vaults", "vault.vaults": "/", "vault-0.vault.vaults.svc": "/"} {
		name, namespace, _ := service(host)
		if got := name + "/" + namespace; got != want {
			t.Errorf("%s: %s", host, got)
		}
	}
}

func TestSameService(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"vault.lab.example", "vault.tail0000.ts.net", true},
		{"vault.lab.example", "lab-vault.tail0000.ts.net", true},
		{"vault.lab.example", "lab-vault.lab.example", false},
		{"vault.lab.example", "openbao.tail0000.ts.net", false},
		{"kv.lab.example", "lab-kv.tail0000.ts.net", false},
	} {
		if got := sameService(c.a, c.b); got != c.want || sameService(c.b, c.a) != got {
			t.Errorf("sameService(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestRival(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"app.infisical.com", "eu.infisical.com", true},
		{"us.infisical.com", "app.infisical.com", false}, // one region under two names
		{"app.infisical.com", "secrets.example.net", false},
	} {
		if got := rival(c.a, c.b); got != c.want {
			t.Errorf("rival(%s, %s) = %v", c.a, c.b, got)
		}
	}
}
