package kinds

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGlobs(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string][]string{
		"team":                {"*team*"},
		"^team-.*$":           {"team-*"},
		"^(web|shop)$":        {"shop", "web"},
		"^dev-[0-9]+$":        {"dev-*"},
		"prod$":               {"*prod"},
		"^$":                  {""},
		"":                    {"*"},
		"(?i)^web$":           {"*"},
		"(":                   {"*"},
		"^${NAME}-db$":        {"*"},
		"^(a|b|c)(d|e|f)$":    {"*"}, // classes: any letter
		"^(ab|cd)-(ef|gh).*$": {"ab-ef*", "ab-gh*", "cd-ef*", "cd-gh*"},
	} {
		if diff := cmp.Diff(want, globs(expression)); diff != "" {
			t.Errorf("%s: %s", expression, diff)
		}
	}
}
