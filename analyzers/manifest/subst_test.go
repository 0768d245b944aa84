package manifest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExpand(t *testing.T) {
	t.Parallel()
	s := substitution{scope: &scope{
		values: map[string]string{"APP": "blog", "EMPTY": "", "DOMAIN": "example.net"},
		hidden: map[string]bool{"TOKEN": true},
	}}
	tests := map[string]string{
		"${APP}-db":                    "blog-db",
		"${SUBDOMAIN:=${APP}}.x":       "blog.x",
		"${CLIENT:-\"${APP}\"}":        `"blog"`,
		"$${APP}":                      "${APP}",
		"${UNKNOWN}-x":                 "${UNKNOWN}-x",
		"${TOKEN}":                     "${TOKEN}",
		"${TOKEN:-none}":               "${TOKEN}",
		"${EMPTY:-full}":               "full",
		"${DOMAIN/./-}":                "example-net",
		"no variables":                 "no variables",
		"${":                           "${",
		"${APP":                        "${APP",
		"$(APP) $APP {{ .x }}":         "$(APP) $APP {{ .x }}",
		"${OUTER:=${INNER:=${APP}}}-y": "blog-y",
	}
	for text, want := range tests {
		if got := s.expand(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestUses(t *testing.T) {
	t.Parallel()
	got := uses("a ${ONE} $${TWO} ${THREE:=${FOUR}} ${FIVE:2} ${SIX-} ${ x }")
	want := []use{
		{name: "ONE", offset: 2, width: 6}, {name: "THREE", offset: 17, width: 7, fallback: true},
		{name: "FOUR", offset: 26, width: 7}, {name: "FIVE", offset: 35, width: 6}, {name: "SIX", offset: 45, width: 5, fallback: true},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(use{})); diff != "" {
		t.Error(diff)
	}
}

func FuzzExpand(f *testing.F) {
	for _, seed := range []string{"${A}", "${A:=${B}}", "$${A}", "${A/x/y}", "${A:1:2}", "${A#*.}", "${A", "${A:-${A:-${A}}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := substitution{scope: &scope{values: map[string]string{"A": "x"}, hidden: map[string]bool{"B": true}}}
		s.expand(text)
		for _, u := range uses(text) {
			if u.offset+u.width > len(text) || u.name == "" {
				t.Fatalf("use outside of the text: %+v", u)
			}
		}
	})
}
