package rules

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// policy is a complete policy with the given rules.
func policy(category, name, body string) *fstest.MapFile {
	return &fstest.MapFile{Data: fmt.Appendf(nil, `# METADATA
# title: Own rule
# description: It is ours.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Change it.
package tazlint.%s["%s"]

%s
`, category, name, body)}
}

func linkObjects(t testing.TB, objects ...*facts.Object) *graph.Graph {
	t.Helper()
	g, err := graph.Link(objects...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestLoadOwnPolicy(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{
		"own/rule.rego":      policy("own", "rule", `report contains {"mark": mark.id, "message": "Seen."} if some mark in input.marks.credential`),
		"own/rule_test.rego": {Data: []byte("not rego at all {")},
	}
	book, err := Load(os.DirFS("../policies"), own)
	if err != nil {
		t.Fatal(err)
	}
	found, err := book.Check(t.Context(), link(t, everything), Options{Enable: []string{"own"}})
	if err != nil || len(found) != 1 || found[0].Rule != "own/rule" || found[0].Remediation != "Change it." {
		t.Errorf("%v, %v", brief(found), err)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	const sees = `some mark in input.marks.credential`
	said := func(condition string) string {
		return `report contains {"mark": mark.id, "message": "x"} if {` + "\n" + sees + "\n" + condition + "\n}"
	}
	tests := map[string]struct {
		file string
		text *fstest.MapFile
		want string
	}{
		"the network":            {"own/rule.rego", policy("own", "rule", said(`http.send({"method": "get", "url": "http://example.net"}).status_code == 200`)), "own/rule.rego:12: policies may not call http.send"},
		"name lookup":            {"own/rule.rego", policy("own", "rule", said(`net.lookup_ip_addr("example.net")`)), "net.lookup_ip_addr"},
		"the environment":        {"own/rule.rego", policy("own", "rule", said(`opa.runtime().env.HOME`)), "opa.runtime"},
		"the clock":              {"own/rule.rego", policy("own", "rule", said(`time.now_ns() > 0`)), "time.now_ns"},
		"chance":                 {"own/rule.rego", policy("own", "rule", said(`rand.intn("x", 2) == 1`)), "rand.intn"},
		"fetched schemas":        {"own/rule.rego", policy("own", "rule", said(`json.match_schema({}, {"$ref": "http://example.net"})`)), "json.match_schema"},
		"a misspelt table":       {"own/rule.rego", policy("own", "rule", `report contains {"mark": m.id, "message": "x"} if some m in input.makrs.credential`), "undefined ref: input.makrs"},
		"a misspelt group":       {"own/rule.rego", policy("own", "rule", `report contains {"mark": m.id, "message": "x"} if some m in input.marks.credentials`), "undefined ref: input.marks.credentials"},
		"a misspelt setting":     {"own/rule.rego", policy("own", "rule", said(`data.tazlint.config.migration.form[_] == "x"`)), "form"},
		"a setting by alias":     {"own/rule.rego", policy("own", "rule", "settings := data.tazlint.config\n"+said(`settings.migraton.to == "x"`)), "migraton"},
		"a misspelt field":       {"own/rule.rego", policy("own", "rule", said(`mark.detectr == "x"`)), "detectr"},
		"an unused variable":     {"own/rule.rego", policy("own", "rule", said(`unused := 1`)), "unused"},
		"another id":             {"own/rule.rego", policy("own", "other", said("true")), "own/rule.rego:8: the package must be"},
		"a rule at the top":      {"rule.rego", policy("own", "rule", said("true")), "rule.rego: a policy stands at"},
		"no report":              {"own/rule.rego", policy("own", "rule", "deny contains 1"), "own/rule.rego: the policy has no rule"},
		"no METADATA":            {"own/rule.rego", &fstest.MapFile{Data: []byte("package tazlint.own[\"rule\"]\n\nreport contains 1 if true\n")}, "own/rule.rego:1: no METADATA"},
		"a built-in rule's name": {"leak/credential.rego", policy("leak", "credential", said("true")), "leak/credential.rego: there is another policy"},
		"no policy at all":       {"own/rule.rego", &fstest.MapFile{Data: []byte("\n")}, "own/rule.rego"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(os.DirFS("../policies"), fstest.MapFS{tt.file: tt.text})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestLoadDemandsMetadata(t *testing.T) {
	t.Parallel()
	full := string(policy("own", "rule", `report contains {"mark": m.id, "message": "x"} if some m in input.marks.credential`).Data)
	for cut, want := range map[string]string{
		"# title: Own rule\n": "lacks title", "# description: It is ours.\n": "lacks description", "#   since: 0.1.0\n": "lacks custom.since",
		"#   remediation: Change it.\n": "lacks custom.remediation", "#   severity: warning\n": "custom.severity must be",
	} {
		text := strings.Replace(full, cut, "", 1)
		_, err := Load(os.DirFS("../policies"), fstest.MapFS{"own/rule.rego": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), "own/rule.rego") || !strings.Contains(err.Error(), want) {
			t.Errorf("without %q: %v", cut, err)
		}
	}
}
