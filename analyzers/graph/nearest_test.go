package graph

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		among []string
		want  string
	}{
		{"cookie-secret", []string{"OAUTH2_PROXY_CLIENT_SECRET", "OAUTH2_PROXY_COOKIE_SECRET"}, "OAUTH2_PROXY_COOKIE_SECRET"},
		{"passwd", []string{"host", "password", "user"}, "password"},
		{"tls-key", []string{"tls.crt", "tls.key"}, "tls.key"},
		{"openclaw-matrix", []string{"openclaw-backup", "openclaw-secrets"}, ""},
		{"infrastructure-ingress", []string{"infrastructure-bridge"}, ""},
		{"value", []string{"GEMINI_API_KEY"}, ""},
		{"a", []string{"b", "password"}, ""},
	} {
		if got := nearest(c.name, c.among); got != c.want {
			t.Errorf("nearest(%q, %q) = %q, want %q", c.name, c.among, got, c.want)
		}
	}
}
