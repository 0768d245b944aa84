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
