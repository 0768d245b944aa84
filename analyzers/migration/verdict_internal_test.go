package migration

import (
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// judgements are cases of the table: circumstance, products, verdict, code ("-"
// where nothing is told). Each row decides one of them at least.
const judgements = `
scalar infisical vault mechanical -
scalar onepassword vso mechanical -
scalar infisical kubernetes mechanical -
scalar vault vault reshape other-shape
scalar infisical infisical reshape other-shape
whole aws aws mechanical -
whole kubernetes vault mechanical -
whole doppler vault reshape other-shape
whole vault infisical reshape other-shape
whole infisical aws mechanical -
named onepassword vault mechanical -
kept vault vault mechanical -
kept vault kubernetes mechanical -
kept doppler vault reshape becomes-active
kept vault infisical reshape other-shape
kept infisical vault mechanical -
kept infisical gcpsm mechanical -
swapped bitwardensecretsmanager vault mechanical -
swapped infisical vault reshape other-shape
swapped vault vault reshape other-shape
from-entry gitlab gitlab mechanical -
from-entry kubernetes vault mechanical -
from-entry infisical vault reshape other-shape
from-entry vault infisical reshape other-shape
from-map infisical vault mechanical -
from-map infisical infisical mechanical -
from-map aws azurekv mechanical -
from-map vault aws reshape other-shape
from-field infisical vault mechanical recheck
from-field infisical vso blocked lost-feature
from-field bitwardensecretsmanager vault reshape other-shape
from-field vault vault reshape other-shape
from-field vault infisical reshape other-shape
staying vault vso mechanical -
later infisical vault unproven later-name
colliding infisical vault blocked collision
extract infisical vault mechanical -
find-tags infisical vault blocked lost-feature
find-tags aws infisical blocked lost-feature
find-tags vault vso blocked lost-feature
find-tags aws vault reshape search
find-name vault vso blocked lost-feature
find-name vault vault reshape search
find-name infisical vault reshape search
find-path vault vso blocked lost-feature
find-path infisical vault reshape search
version onepassword vault reshape becomes-active
version infisical doppler mechanical -
version infisical vault reshape becomes-active
version vault vso mechanical -
version aws infisical reshape lost-feature
version aws vault reshape other-shape
metadata infisical doppler mechanical -
metadata infisical vault reshape becomes-active
metadata vault infisical reshape lost-feature
metadata vault vso reshape lost-feature
metadata aws vault reshape other-shape
decoding vault vso reshape lost-feature
decoding infisical vault mechanical -
conversion vault vso reshape lost-feature
conversion infisical vault mechanical -
null-bytes vault vso reshape lost-feature
null-bytes infisical vault mechanical -
rewrite vault vso reshape lost-feature
rewrite infisical vault mechanical -
generator vault vso blocked lost-feature
generator infisical vault mechanical -
lease vault vso reshape other-operator
lease infisical vault mechanical -
parse infisical vault mechanical recheck
template infisical vault mechanical -
rename infisical vault mechanical -
template-from vault vso reshape other-operator
template-from infisical vault mechanical -
template-type infisical vault mechanical -
template-metadata infisical vault mechanical -
function vault vso blocked lost-feature
function infisical vault mechanical -
filter vso vault mechanical -
once-seed infisical vault reshape no-effect
once vault vso reshape lost-feature
once infisical vault blocked no-effect
no-refresh vault vso mechanical -
no-refresh infisical vault blocked no-effect
frozen vault vso reshape lost-feature
frozen infisical vault reshape no-effect
merge vault vso blocked lost-feature
merge infisical vault mechanical base-writer
orphan vault vso reshape lost-feature
orphan infisical vault mechanical -
no-secret vault vso blocked lost-feature
no-secret infisical vault mechanical -
delete-risk infisical vault reshape deletion
delete vault vso reshape lost-feature
delete infisical vault mechanical -
push vault vso blocked lost-feature
push infisical vault reshape push
push vault infisical reshape push
push-whole infisical vault reshape other-shape
push-whole vault infisical mechanical -
in-values infisical vault mechanical in-values
static vso vso mechanical -
static vso vault reshape other-operator
leased vso vso mechanical -
leased vso vault blocked lost-feature
own-fetcher infisical vault reshape other-operator
restart vso vso mechanical -
restart vso vault reshape lost-feature
`

func TestRows(t *testing.T) {
	t.Parallel()
	decided := map[*row]bool{}
	for line := range strings.Lines(strings.TrimSpace(judgements)) {
		words := strings.Fields(line)
		r := judgement(circumstance(words[0]), words[1], words[2])
		if r == nil {
			t.Errorf("%s: no row", line)
			continue
		}
		decided[r] = true
		code := "-"
		if r.text != "" {
			code = string(r.code)
		}
		if string(r.verdict) != words[3] || code != words[4] {
			t.Errorf("%s: got %s %s", strings.TrimSpace(line), r.verdict, code)
		}
		if text := r.word(words[1], words[2], "KEY"); strings.ContainsAny(text, "{}") || strings.HasSuffix(text, ".") {
			t.Errorf("%s: says %q", line, text)
		}
	}
	for i := range rows {
		if r := &rows[i]; !decided[r] {
			t.Errorf("no case reaches %s from %s to %s", r.when, r.from, r.to)
		}
	}
}

// TestNoRow: a product or circumstance that nobody wrote a row for has no
// judgement, so that it is told and never taken for mechanical.
func TestNoRow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		when     circumstance
		from, to string
	}{{isScalar, "webhook", "vault"}, {isScalar, "infisical", ""}, {"unheard", "infisical", "vault"}, {isStatic, "infisical", "vault"}} {
		if r := judgement(test.when, test.from, test.to); r != nil {
			t.Errorf("%v: got %v", test, *r)
		}
	}
	for _, between := range []pair{{"webhook", "vault"}, {"", "vault"}} {
		if got := between.judge(seen{when: isScalar}, facts.Pos{}); len(got) != 1 || got[0].Verdict != Unproven {
			t.Errorf("%v: got %v", between, got)
		}
	}
	if got := (pair{"infisical", "vault"}).judge(seen{when: "unheard"}, facts.Pos{}); len(got) != 1 || got[0].Verdict != Unproven {
		t.Errorf("a new feature: got %v", got)
	}
}
