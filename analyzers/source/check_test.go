package source_test

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

func TestUncheckedAddress(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"postgres://app@db.example.net/app?sslmode=disable":  "sslmode=disable",
		"postgres://app@localhost/app?sslmode=disable":       "",
		"host=db.example.net user=app sslmode=disable":       "sslmode=disable",
		"host='db.example.net' sslmode = 'allow' dbname=app": "sslmode = 'allow",
		"host=localhost user=app sslmode=disable":            "",
		"host=/run/postgresql sslmode=disable":               "",
		"user=app sslmode=disable":                           "",
		"host=db.example.net sslmode=verify-full":            "",
	}
	for text, want := range tests {
		if got := source.UncheckedAddress(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
