package entries

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestListing(t *testing.T) {
	t.Parallel()
	kv := Listing{Backend: "kv", Mount: "secret"}
	gopass := Listing{Backend: "gopass"}
	for name, c := range map[string]struct {
		listing Listing
		text    string
		want    string
		folders int
	}{
		"table":     {kv, "Keys\n----\nblog\nshop/\n", "blog", 1},
		"array":     {kv, "[\n  \"blog\",\n  \"shop/\"\n]\n", "blog", 1},
		"under":     {Listing{Backend: "kv", Mount: "secret", Under: "apps/"}, "[\"blog\"]", "apps/blog", 0},
		"fields":    {Listing{Backend: "kv", Mount: "secret", Under: "apps/blog#"}, "[\"password\", \"user\"]", "apps/blog#password apps/blog#user", 0},
		"plain":     {Listing{Backend: "infisical"}, "# names\nDB_PASSWORD\n/apps/TOKEN\r\nDB_PASSWORD\n", "/apps/TOKEN DB_PASSWORD", 0},
		"flat":      {gopass, "k8s/kubeconfig\ntop\n", "k8s/kubeconfig top", 0},
		"gopass":    {gopass, "gopass\n├── k8s/\n│   ├── kubeconfig\n│   └── talosconfig\n├── team (/home/x/stores/team)\n│   └── deep/\n│       └── key\n├── empty/\n└── top\n", "k8s/kubeconfig k8s/talosconfig team/deep/key top", 1},
		"pass":      {gopass, "Password Store\n├── k8s\n│\u00a0\u00a0 └── kubeconfig\n└── top\n", "k8s/kubeconfig top", 0},
		"long word": {Listing{Backend: "infisical"}, "grafanaAuthGenericOauthClientSecret\n", "grafanaAuthGenericOauthClientSecret", 0},
		"nothing":   {kv, "\n", "", 0},
	} {
		names, folders, err := c.listing.Names([]byte(c.text))
		if diff := cmp.Diff(c.want, strings.Join(names, " ")); diff != "" || err != nil || folders != c.folders {
			t.Errorf("%s: %d folders, %v, -want +got:\n%s", name, folders, err, diff)
		}
	}
}

func TestListingRefuses(t *testing.T) {
	t.Parallel()
	for text, line := range map[string]int{
		"GOOD\nKEY=hunter2\n":                          2,
		"export KEY='hunter2'\n":                       1,
		"password: hunter2\n":                          1,
		"password:hunter2\n":                           1,
		"{\"data\": {\"password\": \"hunter2\"}}":      1,
		"[\n{\"key\": \"A\", \"value\": \"hunter2\"}]": 2,
		"[\"A\",\n[\"hunter2\"]]":                      2,
		"[\"A\", \"hunter2":                            1,
		"[\"A\"] \"hunter2\"":                          1,
		"[\"A=hunter2\"]":                              1,
		"│ KEY │ hunter2 │\n":                          1,
		"hvs.CAESIhunter2hunter2hunter2hunter2hun\n":   1,
		"-----BEGIN KEY-----\nhunter2\n":               1,
		"A\n\nhunter2 hunter2\n":                       3,
		"\x1b[31mhunter2\n":                            1,
	} {
		names, _, err := Listing{Backend: "infisical"}.Names([]byte(text))
		var refused *RefusedLine
		if !errors.As(err, &refused) || refused.Line != line || names != nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, %v; want line %d refused", text, names, err, line)
		}
	}
}

// FuzzListing demands that every name that is taken is read back as the one
// place it was, and that errors quote nothing.
func FuzzListing(f *testing.F) {
	for _, text := range []string{"Keys\n----\nblog\nshop/\n", "[\"blog\"]", "gopass\n├── k8s/\n│   └── kubeconfig\n", "KEY=value", "{\"a\": [1]}"} {
		for _, backend := range []string{"kv", "infisical", "gopass"} {
			f.Add(backend, "apps", text)
		}
	}
	f.Fuzz(func(t *testing.T, backend, under, text string) {
		l := Listing{Backend: backend, Mount: "secret", Under: under}
		names, _, err := l.Names([]byte(text))
		if err != nil && len(names) > 0 {
			t.Errorf("names beside an error: %v", err)
		}
		again, _, err := Listing{Backend: backend, Mount: "secret"}.Names([]byte(strings.Join(names, "\n")))
		if diff := cmp.Diff(names, again); diff != "" && under == "" || err != nil && len(names) > 0 && under == "" {
			t.Errorf("read back: %v -first +second:\n%s", err, diff)
		}
	})
}
