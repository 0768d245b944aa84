package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const secretValue = "hunter2-S3cr3tV4lue"

var sources = map[string]string{
	"apps/auth/deployment.yaml": "kind: Deployment\n\t\t  key: cookie-secret # keep\n",
	"apps/blog/secret.yaml":     "kind: Secret\nstringData:\n  password: " + secretValue + "\n",
}

func readSource(repo, file string) ([]byte, error) {
	if text, ok := sources[file]; ok && repo == "home" {
		return []byte(text), nil
	}
	return nil, errors.New("no such file")
}

func at(file string, line, col, width int) facts.Pos {
	return facts.Pos{Repo: "home", File: file, Line: line, Col: col, EndLine: line, EndCol: col + width}
}

// example holds one finding of every severity, one suppressed, and text that
// would do harm if it reached its target as it is.
func example() *Report {
	secret := facts.SecretPlace("home", "auth", "proxy-secrets")
	return &Report{
		Tool: "tazlint", Version: "1.2.3", Sources: readSource, Dirs: map[string]string{"home": "."},
		Rules: []RuleDoc{{ID: "reference/undefined-key", Title: "A key that its Secret lacks", Description: "The pod will not start.", Remediation: "Use a key that exists.", Severity: rules.Error, Page: "https://rules.example.net/undefined-key"}},
		Marks: []facts.Mark{{Kind: facts.MarkPlaintextSecret, At: at("apps/blog/secret.yaml", 3, 13, len(secretValue))}},
		Findings: []rules.Finding{
			{
				Rule: "reference/undefined-key", Severity: rules.Error, Message: `Secret auth/proxy has no key "cookie-secret"`,
				Note: "not among: COOKIE_SECRET", At: at("apps/auth/deployment.yaml", 2, 10, 13), Symbol: secret.WithKey("cookie-secret"),
				Path: []graph.Step{
					{Symbol: "vault-file:oauth2-cookie", Rel: facts.RelDerives},
					{Symbol: "object:home/auth/ExternalSecret/proxy", Rel: facts.RelDerives, At: at("apps/auth/external-secret.yaml", 9, 5, 3)},
					{Symbol: secret, Rel: facts.RelConsumes},
				},
				Related:     []rules.Related{{At: at("apps/auth/external-secret.yaml", 9, 5, 3), Message: "the keys stand here"}},
				Remediation: "use COOKIE_SECRET", Fingerprint: "f1",
			},
			{
				Rule: "leak/plaintext-secret", Severity: rules.Warning, Message: "a value stands \x1b[31mhere\x1b[0m ::set-output%0A | <b>\u202e",
				At: at("apps/blog/secret.yaml", 3, 13, len(secretValue)), Symbol: facts.SecretPlace("home", "blog", "db"), Fingerprint: "f2", Masked: true,
			},
			{
				Rule: "reference/unlisted-manifest", Severity: rules.Info, Message: "old.yaml is live nowhere",
				At: at("apps/old,one:two.yaml", 1, 0, 0), Symbol: "file:home/apps/old,one:two.yaml", Fingerprint: "f3",
			},
			{
				Rule: "rotation/no-reload", Severity: rules.Warning, Message: "never restarts", At: at("apps/auth/deployment.yaml", 1, 1, 4),
				Symbol: secret, Fingerprint: "f4", Suppressed: &rules.Suppression{Reason: "restarted by hand", At: at("apps/auth/deployment.yaml", 1, 1, 4)},
			},
		},
		Coverage: Coverage{
			Repos: []RepoCoverage{{Name: "home", Roles: []facts.Role{facts.RoleGitOps}, Files: 4}},
			Files: 4, Documents: 5, Skipped: []facts.Skip{{Why: "binary", Files: 1}},
			Problems:   []facts.Problem{{At: at("apps/broken.yaml", 3, 1, 0), Code: facts.FaultSyntax, Detail: "is not YAML"}},
			References: References{Resolved: 7, Open: 2, Optional: 1, Undefined: 1, Unknown: []ReasonCount{{facts.OwnerNotLinked, 3}, {facts.TemplatedName, 1}}, External: 2},
			Linked:     []facts.Role{facts.RoleGitOps}, Absent: []facts.Role{facts.RoleVault, facts.RoleBootstrap},
		},
	}
}

func exampleFlow() Flow {
	secret := facts.SecretPlace("home", "auth", "proxy")
	return Flow{
		Nodes: []*graph.Node{
			{ID: secret, Repo: "home", At: at("a.yaml", 1, 1, 1), Keys: facts.ExactKeys("A")},
			{ID: `workload:home/auth/Deployment/we"ird[x]`, Repo: "home", At: at("b.yaml", 2, 1, 1)},
		},
		Edges: []*graph.Edge{
			{ID: "e1", From: `workload:home/auth/Deployment/we"ird[x]`, To: secret.WithKey("A"), Rel: facts.RelConsumes, State: graph.Resolved, At: at("b.yaml", 3, 1, 1)},
			{ID: "e2", From: secret, To: "store:home/ClusterSecretStore/gone", Rel: facts.RelStore, State: graph.Undefined, At: at("a.yaml", 4, 1, 1)},
			{ID: "e3", From: secret, To: "kv:secret/x", Rel: facts.RelDerives, State: graph.Unknown, Reason: facts.NoInventory, At: at("a.yaml", 5, 1, 1)},
		},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("every format needs a golden file (run with -update and read it): %v", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := Write(&b, f.Name, example()); err != nil {
				t.Fatal(err)
			}
			golden(t, f.Name, b.Bytes())
			checkHarmless(t, f.Name, b.String())
			if f.Doc == "" || strings.Contains(f.Doc, "\n") {
				t.Errorf("format %s needs one line of documentation", f.Name)
			}
		})
	}
}

func checkHarmless(t *testing.T, name, out string) {
	t.Helper()
	for _, bad := range []string{secretValue, "\x1b", "\u202e", "\n::set-output"} {
		if strings.Contains(out, bad) {
			t.Errorf("%s holds %q", name, bad)
		}
	}
}

func TestFlowFormats(t *testing.T) {
	t.Parallel()
	for _, f := range FlowFormats() {
		var b bytes.Buffer
		if err := WriteFlow(&b, f.Name, exampleFlow()); err != nil {
			t.Fatal(err)
		}
		golden(t, "graph-"+f.Name, b.Bytes())
	}
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	if Write(&bytes.Buffer{}, "xml", example()) == nil || WriteFlow(&bytes.Buffer{}, "xml", Flow{}) == nil {
		t.Error("an unknown format is accepted")
	}
}

func TestNoFindings(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		var b bytes.Buffer
		if err := Write(&b, f.Name, &Report{Tool: "tazlint"}); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if (f.Name == "json" || f.Name == "sarif") && (!json.Valid(b.Bytes()) || strings.Contains(b.String(), ": null")) {
			t.Errorf("%s of nothing is %s", f.Name, b.String())
		}
	}
}

func TestGitHubShowsTenOfALevel(t *testing.T) {
	t.Parallel()
	r := example()
	first := r.Findings[0]
	for range 14 {
		r.Findings = append(r.Findings, first)
	}
	var b bytes.Buffer
	if err := Write(&b, "github", r); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "::error "); n != githubLimit {
		t.Errorf("%d error annotations", n)
	}
	if want := "not shown as annotations: 5 errors"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
	if !strings.HasPrefix(b.String(), "::error ") {
		t.Error("the worst does not come first")
	}
}

func TestGitHubOutsideTheCheckout(t *testing.T) {
	t.Parallel()
	r := example()
	r.Dirs = map[string]string{"home": "../home"}
	var b bytes.Buffer
	if err := Write(&b, "github", r); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "file=") {
		t.Errorf("an annotation points outside the checkout:\n%s", b.String())
	}
}

func TestAround(t *testing.T) {
	t.Parallel()
	object := &facts.Object{Format: facts.Format, Repo: "home", Ran: []facts.Run{{Analyzer: "x"}},
		Defs: []facts.Def{
			{Symbol: "secret:c/n/a", Kind: facts.KindManifest, Keys: facts.ExactKeys("K")},
			{Symbol: "workload:c/n/Deployment/w", Kind: facts.KindManifest},
			{Symbol: "workload:c/n/Deployment/far", Kind: facts.KindManifest},
		},
		Refs: []facts.Ref{{From: "workload:c/n/Deployment/w", To: "secret:c/n/a#K", Rel: facts.RelConsumes, At: at("b.yaml", 1, 1, 1)}},
	}
	g, err := graph.Link(object)
	if err != nil {
		t.Fatal(err)
	}
	if f := Around(g, "secret:c/n/a", 0); len(f.Nodes) != 1 || len(f.Edges) != 0 {
		t.Errorf("depth 0 has %d nodes, %d edges", len(f.Nodes), len(f.Edges))
	}
	if f := Around(g, "secret:c/n/a", 3); len(f.Nodes) != 2 || len(f.Edges) != 1 {
		t.Errorf("depth 3 has %d nodes, %d edges", len(f.Nodes), len(f.Edges))
	}
	if f := Whole(g); len(f.Nodes) != 3 {
		t.Errorf("the whole has %d nodes", len(f.Nodes))
	}
	if c := Cover(g); len(c.Repos) != 1 || c.References.Resolved != 1 {
		t.Errorf("coverage is %+v", c)
	}
}
