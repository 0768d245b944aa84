package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

var (
	oldStore = facts.StorePlace("home", "ClusterSecretStore", "", "old")
	newStore = facts.StorePlace("home", "ClusterSecretStore", "", "new")
)

func external(namespace, name string) facts.Symbol {
	return facts.New(facts.ObjectSymbol, "home", namespace, "ExternalSecret", name)
}

// fetching is a consumer of the old store that moves.
func fetching(namespace, name, file string, wave int, keys ...string) *migration.Consumer {
	c := &migration.Consumer{
		Symbol: external(namespace, name), At: at(file, 9, 11, 3), Side: migration.SideLegacy, Verdict: migration.Mechanical, Wave: wave,
		Passages: []migration.Passage{{At: at(file, 9, 11, 3), Store: oldStore, To: newStore}},
		Writes:   []facts.Symbol{facts.SecretPlace("home", namespace, name)}, Readers: []facts.Symbol{facts.New(facts.Workload, "home", namespace, "Deployment", name)},
	}
	for i, key := range keys {
		c.References = append(c.References, &migration.Reference{
			At: at(file, 14+i, 9, len(key)), Remote: facts.RemoteKey(oldStore, key, ""), Address: facts.Symbol("infisical:/#" + key), Verdict: migration.Mechanical,
			Receives: []facts.Symbol{facts.SecretPlace("home", namespace, name).WithKey(key)},
			To:       migration.Destination{Store: newStore, Key: "static/" + key, Property: "value", By: migration.ByMap},
		})
	}
	return c
}

// because gives a reference of a consumer a reason.
func because(c *migration.Consumer, i int, reason migration.Reason) *migration.Consumer {
	c.References[i].Verdict, c.Verdict = reason.Verdict, reason.Verdict
	reason.At = c.References[i].At
	c.References[i].Reasons = append(c.References[i].Reasons, reason)
	return c
}

// examplePlan has something for every part of a report, and names that would do
// harm if they reached their target as they are.
func examplePlan() *migration.Plan {
	lost := because(fetching("dex", "dex", "dex.yaml", 3, "DEX_ID", "DEX_SECRET"), 1, migration.Reason{Code: migration.NoDestination, Verdict: migration.Blocked, Text: "no entry of the map says where DEX_SECRET goes"})
	lost.References[1].To = migration.Destination{Store: newStore}
	lost.Features = []migration.Trait{{Feature: facts.FeatureTemplate, At: at("dex.yaml", 20, 3, 8)}}
	lost.Shape = migration.Shape{Operator: "eso", Why: "its Secret is made of several remote secrets"}
	unproven := because(fetching("web", "tls", "tls.yaml", 2, "TLS_KEY"), 0, migration.Reason{Code: migration.NotInInventory, Verdict: migration.Unproven, Text: "static/TLS_KEY#value is not in the inventory"})
	harm := "::error::\x1b[31m| `<script>alert(1)</script>\n::set-output \u202e"
	hostile := because(fetching("n", harm, "a|b`<img src=x>\x1b.yaml", 3, harm), 0, migration.Reason{Code: "direct-read", Verdict: migration.Reshape, Text: "it says " + harm})
	hostile.Reasons = []migration.Reason{{Code: migration.Code(migration.FaultRefused), Verdict: migration.Blocked, Text: "policy " + harm + " lets nothing in", At: at("p.yaml", 3, 1, 2)}}
	hostile.Verdict = migration.Blocked
	moved := fetching("api", "api", "api.yaml", 0, "API_KEY")
	moved.Side, moved.Verdict, moved.References[0].Verdict, moved.References[0].To, moved.References[0].Address = migration.SideTarget, migration.Ready, migration.Ready, migration.Destination{}, "kv:secret/static/API_KEY#value"
	script := &migration.Consumer{Symbol: "script:create.sh", At: at("create.sh", 7, 3, 4), Side: migration.SideLegacy, Verdict: migration.Reshape,
		References: []*migration.Reference{{At: at("create.sh", 7, 3, 4), Remote: "infisical:/#BOOT", Address: "infisical:/#BOOT", Verdict: migration.Reshape}}}
	other := &migration.Consumer{Symbol: external("n", "silent"), At: at("silent.yaml", 2, 3, 4), Side: migration.SideBoth, Verdict: migration.Ready, Passages: []migration.Passage{{At: at("silent.yaml", 2, 3, 4), Store: oldStore, To: newStore}, {Store: newStore}}}
	return &migration.Plan{
		Move: migration.Move{From: []string{"old"}, To: "new"}, Products: []string{"infisical"}, Target: []facts.Symbol{newStore}, Retired: []facts.Symbol{oldStore},
		Consumers: []*migration.Consumer{
			fetching("ai", "pull", "pull.yaml", 1, "USER", "TOKEN"), fetching("blog", "pull", "pull.yaml", 1, "USER", "TOKEN"), fetching("wiki", "pull", "pull.yaml", 1, "USER", "TOKEN"),
			unproven, lost, hostile, moved, script, other,
		},
		Blockers: []migration.Fault{
			{Kind: migration.FaultCycle, On: "secret:home/vpn/oauth", Text: "Secret vpn/oauth would come only by way of itself", At: at("oauth.yaml", 10, 11, 3), Steps: []*graph.Edge{
				{From: "secret:home/vpn/oauth", Rel: graph.ProducedBy, To: external("vpn", "oauth"), At: at("oauth.yaml", 12, 11, 5)},
				{From: external("vpn", "oauth"), Rel: facts.RelStore, To: newStore, At: at("oauth.yaml", 10, 11, 3)},
				{From: newStore, Rel: facts.RelAuthenticates, To: "secret:home/vpn/oauth", At: at("store.yaml", 4, 5, 5)},
			}},
			{Kind: migration.FaultNoStore, Text: "no store is called new"},
		},
		Waves: []migration.Wave{
			{Number: 1, Consumers: []facts.Symbol{external("ai", "pull"), external("blog", "pull"), external("wiki", "pull")}, Why: "nothing waits for its unit; its consumers share TOKEN, USER"},
			{Number: 2, Consumers: []facts.Symbol{external("web", "tls")}, Why: "units that wait for its own: 3"},
			{Number: 3, Consumers: []facts.Symbol{external("dex", "dex"), external("n", harm)}, Why: "the destination needs " + harm},
		},
		Values: []migration.Value{
			{Name: "USER", Legacy: "infisical:/#USER", Target: "kv:secret/static/USER#value", Held: migration.Held{Legacy: true, Target: true}, State: migration.Both,
				Sources: []facts.Symbol{"vault-file:user"}, Readers: []migration.Reader{{Symbol: external("ai", "pull"), Via: oldStore}, {Symbol: external("wiki", "pull"), Via: oldStore}, {Symbol: "script:create.sh"}}},
			{Name: harm, Legacy: "infisical:/#X", State: migration.LegacyOnly, Held: migration.Held{Legacy: true}},
			{Name: "age.key", Sources: []facts.Symbol{"vault-file:age.key"}, State: migration.NoStore, Readers: []migration.Reader{{Symbol: "script:create.sh"}}},
			{Name: "UNREAD", Target: "kv:secret/unread#value", State: migration.Orphan, Held: migration.Held{Target: true}},
		},
		Residue: []migration.Residue{
			{Symbol: "script:create.sh", What: "asks what is left itself", At: at("create.sh", 7, 3, 4)},
			{Symbol: "tf:engine/provider.infisical", What: "uses the tooling of infisical", At: facts.Pos{Repo: "castle", File: "engine/main.tf", Line: 3, Col: 1}},
			{Symbol: "env:INFISICAL_TOKEN", What: "feeds " + harm, At: facts.Pos{Repo: "castle", File: "create.sh", Line: 30, Col: 8}},
		},
		Graph: &graph.Graph{Objects: []*facts.Object{{Repo: "home", Roles: []facts.Role{facts.RoleGitOps}, Ran: []facts.Run{{Analyzer: "x"}}}}},
	}
}

func planAs(t *testing.T, format string, p *migration.Plan) string {
	t.Helper()
	var b bytes.Buffer
	if err := WritePlan(&b, format, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPlanFormats(t *testing.T) {
	t.Parallel()
	for _, f := range PlanFormats() {
		out := planAs(t, f.Name, examplePlan())
		golden(t, "plan-"+f.Name, []byte(out))
		checkHarmless(t, f.Name, out)
		for line := range strings.Lines(out) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "::") || strings.HasPrefix(line, "##[") {
				t.Errorf("%s has a line that a runner obeys: %s", f.Name, line)
			}
		}
		if f.Doc == "" || strings.Contains(f.Doc, "\n") {
			t.Errorf("format %s needs one line of documentation", f.Name)
		}
	}
	if WritePlan(&bytes.Buffer{}, "xml", examplePlan()) == nil {
		t.Error("an unknown format is accepted")
	}
}

// TestEmptyPlan writes a plan without anything: no section is told.
func TestEmptyPlan(t *testing.T) {
	t.Parallel()
	for _, f := range PlanFormats() {
		out := planAs(t, f.Name, &migration.Plan{Move: migration.Move{From: []string{"old"}, To: "new"}})
		if strings.Contains(strings.ToLower(out), "in the way") || f.Name == "json" && strings.Contains(strings.ReplaceAll(out, `"coverage": null`, ""), ": null") {
			t.Errorf("%s of nothing is %s", f.Name, out)
		}
	}
}

// TestLongNames writes names that are longer than anything.
func TestLongNames(t *testing.T) {
	t.Parallel()
	p := &migration.Plan{Move: migration.Move{From: []string{"old"}, To: strings.Repeat("new-", 1e5)}}
	p.Consumers = append(p.Consumers, fetching("n", strings.Repeat("é", 1e5), "a.yaml", 0, strings.Repeat("K", 1e5)))
	for _, f := range PlanFormats() {
		out := planAs(t, f.Name, p)
		if !utf8.ValidString(out) || f.Name != "json" && len(out) > 2e5 {
			t.Errorf("%s has %d bytes", f.Name, len(out))
		}
	}
}

// TestPlanTextKeepsToItsWidth allows only what cannot be broken to be wider.
func TestPlanTextKeepsToItsWidth(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(planAs(t, "text", examplePlan())) {
		if words := strings.Fields(line); utf8.RuneCountInString(strings.TrimRight(line, "\n")) > planWidth && len(words) > 3 {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
}

var (
	pageElement   = regexp.MustCompile(`<([a-z0-9]+)`)
	pageAttribute = regexp.MustCompile(` ([a-z-]+)="([^"]*)"`)
)

// TestPlanPage reads the page: it loads nothing, runs nothing, and each link in
// it has its anchor, once.
func TestPlanPage(t *testing.T) {
	t.Parallel()
	out := planAs(t, "html", examplePlan())
	for _, m := range pageElement.FindAllStringSubmatch(out, -1) {
		if slices.Contains([]string{"script", "img", "iframe", "link", "object", "embed", "base", "form"}, m[1]) {
			t.Errorf("there is an element %s", m[1])
		}
	}
	ids, links := map[string]int{}, map[string]bool{}
	for _, m := range pageAttribute.FindAllStringSubmatch(out, -1) {
		value := html.UnescapeString(m[2])
		switch {
		case m[1] == "id":
			ids[value]++
		case m[1] == "href":
			to, err := url.PathUnescape(strings.TrimPrefix(value, "#"))
			if err != nil {
				t.Error(err)
			}
			links[to] = true
		case m[1] == "src" || strings.HasPrefix(m[1], "on"):
			t.Errorf("there is an attribute %s", m[1])
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("the anchor %q is there %d times", id, n)
		}
	}
	for to := range links {
		if ids[to] == 0 {
			t.Errorf("the link to %q leads nowhere", to)
		}
	}
	for _, w := range examplePlan().Waves {
		if ids[fmt.Sprintf("wave-%d", w.Number)] == 0 {
			t.Errorf("wave %d has no anchor", w.Number)
		}
	}
	for _, c := range examplePlan().Consumers {
		if c.Symbol.Kind() == facts.ObjectSymbol && c.Leaves() && ids[visible(string(c.Symbol))] == 0 {
			t.Errorf("%s has no anchor", c.Symbol)
		}
	}
}

// TestPlanJSONHasEverything counts what a program gets.
func TestPlanJSONHasEverything(t *testing.T) {
	t.Parallel()
	p := examplePlan()
	var doc struct {
		Format                                       int
		Done                                         bool
		Consumers, Blockers, Waves, Secrets, Residue []json.RawMessage
		Counts                                       struct {
			Consumers int
			BySide    map[string]int
		}
	}
	if err := json.Unmarshal([]byte(planAs(t, "json", p)), &doc); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range doc.Counts.BySide {
		sum += n
	}
	if doc.Format != 1 || doc.Done || len(doc.Consumers) != len(p.Consumers) || sum != len(p.Consumers) || doc.Counts.Consumers != sum ||
		len(doc.Blockers) != 2 || len(doc.Waves) != 3 || len(doc.Secrets) != 4 || len(doc.Residue) != 3 {
		t.Errorf("got %d consumers, %d by side, %d blockers, %d waves, %d secrets, %d uses", len(doc.Consumers), sum, len(doc.Blockers), len(doc.Waves), len(doc.Secrets), len(doc.Residue))
	}
}

// TestPlanVerdicts says whether what is left can be retired, and what is next.
func TestPlanVerdicts(t *testing.T) {
	t.Parallel()
	moved := fetching("api", "api", "api.yaml", 0, "KEY")
	moved.Side, moved.Verdict = migration.SideTarget, migration.Ready
	all := &graph.Graph{Objects: []*facts.Object{{Repo: "home", Roles: []facts.Role{facts.RoleGitOps, facts.RoleBootstrap, facts.RoleVault}, Ran: []facts.Run{{Analyzer: "x"}}}}}
	residue := []migration.Residue{{Symbol: "script:create.sh", What: "logs in", At: at("create.sh", 3, 1, 5)}}
	undecided := because(fetching("web", "web", "web.yaml", 1, "TOKEN"), 0, migration.Reason{Code: migration.NoDestination, Verdict: migration.Blocked, Text: "no entry of the map says where TOKEN goes"})
	refused := fetching("db", "db", "db.yaml", 1, "PASSWORD")
	refused.Verdict, refused.Reasons = migration.Blocked, []migration.Reason{{Code: migration.Code(migration.FaultRefused), Verdict: migration.Blocked, Text: "new does not let it in"}}
	tests := map[string]struct {
		plan migration.Plan
		want []string
		not  string
	}{
		"all has moved": {
			migration.Plan{Consumers: []*migration.Consumer{moved}, Products: []string{"infisical"}, Graph: all},
			[]string{"\nREADY: nothing uses infisical any more", "Kubernetes: 1 of 1 consumer fetches through new", "bootstrap: no place uses infisical"}, "\nnext",
		},
		"it cannot stand alone": {
			migration.Plan{Consumers: []*migration.Consumer{moved}, Products: []string{"infisical"}, Graph: all, Blockers: []migration.Fault{{Kind: migration.FaultOrder, Text: "it comes too late"}}},
			[]string{"\nNOT READY: nothing uses infisical any more, but new cannot stand alone: 1 fault", "1. repair what stands in the way"}, "\nREADY",
		},
		"something is not linked": {
			migration.Plan{Consumers: []*migration.Consumer{moved}, Products: []string{"infisical"}, Graph: &graph.Graph{}},
			[]string{"\nNOT SURE: nothing that is linked uses infisical any more, but not linked: vault, bootstrap, gitops"}, "bootstrap: no place",
		},
		"nothing is called so": {
			migration.Plan{Graph: all}, []string{"\nREADY: nothing that is linked is called old"}, "\nwhy",
		},
		"the cluster is done, the rest is not": {
			migration.Plan{Consumers: []*migration.Consumer{moved}, Residue: residue, Products: []string{"infisical"}, Graph: all},
			[]string{"\nNOT READY: infisical is still in use", "Kubernetes: 1 of 1", "bootstrap: 1 place still uses infisical", "1 place besides: script create.sh logs in (home/create.sh:3:1)", "1. take infisical out of the rest: 1 place"}, "by hand",
		},
		"nobody says where": {
			migration.Plan{Consumers: []*migration.Consumer{undecided}, Waves: []migration.Wave{{Number: 1, Consumers: []facts.Symbol{undecided.Symbol}}}},
			[]string{"1. say in migration.map or convention where they go: 1 secret\n"}, "--write",
		},
		"it is not let in": {
			migration.Plan{Consumers: []*migration.Consumer{refused}}, []string{"1. change by hand what needs it: 1 consumer\n"}, "migration.map",
		},
	}
	for name, test := range tests {
		test.plan.Move = migration.Move{From: []string{"old"}, To: "new"}
		out := planAs(t, "text", &test.plan)
		for _, want := range test.want {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s", name, want, out)
			}
		}
		if strings.Contains(out, test.not) {
			t.Errorf("%s: there is %q in\n%s", name, test.not, out)
		}
	}
}
