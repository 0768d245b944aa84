package rules

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

const everything = `roles gitops bootstrap vault
owns secret c
owns store c
owns vault-file
owns template c
owns unit c
owns kv
def secret:c/auth/proxy external-secret exact=CLIENT,COOKIE
def secret:c/other/moved external-secret exact=k
def secret:c/auth/hidden manifest exact=k unlisted
def template:c/auth/proxy external-secret exact=a
def vault-file:token entry
ref workload:c/auth/Deployment/web consumes secret:c/auth/proxy#cookie
ref workload:c/auth/Deployment/web consumes secret:c/auth/moved#k
ref workload:c/auth/Deployment/web consumes secret:c/auth/hidden#k
ref workload:c/auth/Deployment/web consumes secret:c/auth/hidden#other
ref workload:c/auth/Deployment/web consumes secret:c/auth/maybe weak
ref object:c/auth/ExternalSecret/proxy store store:c/ClusterSecretStore/main
ref secret:c/auth/proxy#CLIENT derives template:c/auth/proxy#b
ref script:create.sh reads vault-file:tokn
ref unit:c/flux-system/apps depends-on unit:c/flux-system/infra
mark credential github-pat file:r/notes.md
mark plaintext-secret . object:c/auth/Secret/db#data.password
def secret:c/auth/unread external-secret exact=k
`

func TestCheck(t *testing.T) {
	t.Parallel()
	found, err := builtin(t).Check(t.Context(), link(t, everything), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`13 reference/undefined-key error: Secret auth/proxy has no key "cookie". | not among: CLIENT, COOKIE`,
		`14 reference/wrong-namespace error: Deployment auth/web needs Secret auth/moved, which exists only in other namespaces. | found in: other`,
		`15 reference/undefined-secret error: Deployment auth/web needs Secret auth/hidden, which nothing produces. | written only by f, which nothing applies`,
		`18 reference/undefined-store error: ExternalSecret auth/proxy uses ClusterSecretStore main, which nothing defines.`,
		`19 reference/undefined-template-variable error: The template of ExternalSecret auth/proxy reads "b", which no data entry supplies. | not among: a`,
		`20 reference/undefined-entry error: Nothing declares vault entry tokn, which script create.sh reads. | not among: token`,
		`21 reference/undefined-dependency error: Kustomization flux-system/apps depends on Kustomization flux-system/infra, which does not exist.`,
		`22 leak/credential error: A credential of the form github-pat stands in f.`,
		`23 leak/plaintext-secret error: Secret auth/db holds a readable value in data.password.`,
		`24 hygiene/unused-credential warning: Nothing reads Secret auth/unread.`,
	}
	if diff := cmp.Diff(want, brief(found)); diff != "" {
		t.Error(diff)
	}
	checkDetails(t, found)
}

// checkDetails looks at what Go adds to the answers of policies.
func checkDetails(t *testing.T, found []Finding) {
	t.Helper()
	prints := map[string]bool{}
	for _, f := range found {
		if prints[f.Fingerprint] || len(f.Fingerprint) != 32 {
			t.Errorf("%s: fingerprint %q is not unique", f.Rule, f.Fingerprint)
		}
		prints[f.Fingerprint] = true
		if f.Wary != strings.HasPrefix(f.Rule, "leak/") {
			t.Errorf("%s: wary is %v", f.Rule, f.Wary)
		}
		if f.Remediation == "" {
			t.Errorf("%s: no remediation", f.Rule)
		}
		if f.Rule == "reference/undefined-secret" && len(f.Related) != 1 {
			t.Errorf("%s: related %v", f.Rule, f.Related)
		}
		if f.Rule == "reference/undefined-key" && f.Symbol != "secret:c/auth/proxy#cookie" {
			t.Errorf("%s: symbol %s", f.Rule, f.Symbol)
		}
	}
}

func TestFingerprintsSurviveMovedLines(t *testing.T) {
	t.Parallel()
	prints := func(text string) []string {
		found, err := builtin(t).Check(t.Context(), link(t, text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, f := range found {
			all = append(all, f.Rule+" "+f.Fingerprint)
		}
		return all
	}
	if diff := cmp.Diff(prints(everything), prints("\n\n\n"+everything)); diff != "" {
		t.Error(diff)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opt  Options
		want []string
	}{
		"one rule":                  {Options{Enable: []string{"leak/credential"}}, []string{"leak/credential error"}},
		"a category":                {Options{Enable: []string{"leak"}}, []string{"leak/credential error", "leak/plaintext-secret error"}},
		"a category less one":       {Options{Enable: []string{"leak"}, Disable: []string{"leak/credential"}}, []string{"leak/plaintext-secret error"}},
		"one rule of a category":    {Options{Enable: []string{"leak/credential"}, Disable: []string{"leak"}}, []string{"leak/credential error"}},
		"severity":                  {Options{Enable: []string{"leak"}, Severities: map[string]Severity{"leak/credential": Info}}, []string{"leak/credential info", "leak/plaintext-secret error"}},
		"severity of a category":    {Options{Enable: []string{"leak"}, Severities: map[string]Severity{"leak": Warning, "leak/credential": Info}}, []string{"leak/credential info", "leak/plaintext-secret warning"}},
		"unaffected by migration":   {Options{Enable: []string{"leak/credential"}, Phase: "done"}, []string{"leak/credential error"}},
		"a rule that finds nothing": {Options{Enable: []string{"schema"}}, nil},
	}
	book, g := builtin(t), link(t, everything)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := book.Check(t.Context(), g, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found {
				got = append(got, f.Rule+" "+string(f.Severity))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOptionsRefuseUnknownNames(t *testing.T) {
	t.Parallel()
	for _, opt := range []Options{{Enable: []string{"leek"}}, {Disable: []string{"leak/x"}}, {Severities: map[string]Severity{"x": Info}}} {
		if _, err := builtin(t).Check(t.Context(), link(t, ""), opt); err == nil {
			t.Errorf("%+v is accepted", opt)
		}
	}
}

const migrating = `roles gitops bootstrap
owns store c
def store:c/ClusterSecretStore/old manifest
def store:c/ClusterSecretStore/alias manifest
def store:c/ClusterSecretStore/new manifest
ref store:c/ClusterSecretStore/old backend infisical:/
ref store:c/ClusterSecretStore/alias backend infisical:/
ref store:c/ClusterSecretStore/new backend kv:secret
ref object:c/a/ExternalSecret/one store store:c/ClusterSecretStore/old
ref object:c/a/ExternalSecret/two store store:c/ClusterSecretStore/new
ref object:c/a/ExternalSecret/three store store:c/ClusterSecretStore/alias
mark backend-use infisical script:create.sh
mark backend-use vault script:create.sh
`

func TestMigration(t *testing.T) {
	t.Parallel()
	data := map[string]any{"migration": map[string]any{"from": []any{"old"}, "to": "new"}}
	book, g := builtin(t), link(t, migrating)
	for phase, severity := range map[string]string{"planned": "info", "window": "warning", "done": "error"} {
		found, err := book.Check(t.Context(), g, Options{Data: data, Phase: phase})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"9 migration/legacy-store " + severity + ": ExternalSecret a/one still fetches through ClusterSecretStore old.",
			"11 migration/legacy-store " + severity + ": ExternalSecret a/three still fetches through ClusterSecretStore alias.",
			"12 migration/legacy-residue " + severity + ": The retired infisical is still used by script create.sh.",
		}
		if diff := cmp.Diff(want, brief(found)); diff != "" {
			t.Errorf("%s: %s", phase, diff)
		}
	}
	found, err := book.Check(t.Context(), g, Options{})
	if err != nil || len(found) > 0 {
		t.Errorf("without a migration: %v, %v", brief(found), err)
	}
}

// TestOneFailureStopsNoOther runs a policy that divides by zero and one that
// answers nonsense beside the built-in ones.
func TestOneFailureStopsNoOther(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{}
	own["own/broken.rego"] = policy("own", "broken", `report contains {"mark": mark.id, "message": sprintf("%d", [1 / count(mark.field)])} if some mark in input.marks.credential`)
	own["own/liar.rego"] = policy("own", "liar", `report contains {"mark": "nothing", "message": "x"} if count(input.marks.credential) > 0`)
	book, err := Load(os.DirFS("../policies"), own)
	if err != nil {
		t.Fatal(err)
	}
	found, err := book.Check(t.Context(), link(t, everything), Options{Enable: []string{"leak", "own"}})
	if err == nil || !strings.Contains(err.Error(), "own/broken") || !strings.Contains(err.Error(), "own/liar") {
		t.Errorf("error %v does not name both rules", err)
	}
	if len(found) != 2 {
		t.Errorf("findings of the other rules: %v", brief(found))
	}
}

func TestSameFileInTwoClustersIsToldOnce(t *testing.T) {
	t.Parallel()
	one := object(t, "roles gitops bootstrap\nowns secret a\nowns secret b\nref workload:a/n/Deployment/x consumes secret:a/n/s\n")
	second := one.Refs[0]
	second.From, second.To = second.From.InCluster("b"), second.To.InCluster("b")
	one.Refs = append(one.Refs, second)
	found, err := builtin(t).Check(t.Context(), linkObjects(t, one), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].At != (facts.Pos{Repo: "r", File: "f", Line: 4, Col: 1}) {
		t.Errorf("%v", brief(found))
	}
}

func TestGrades(t *testing.T) {
	t.Parallel()
	graded := func(body string) fstest.MapFS {
		file := policy("own", "rule", body)
		file.Data = []byte(strings.Replace(string(file.Data), "#   since:", "#   grades: {grave: error}\n#   since:", 1))
		return fstest.MapFS{"own/rule.rego": file}
	}
	check := func(body string, opt Options) ([]Finding, error) {
		book, err := Load(os.DirFS("../policies"), graded(body))
		if err != nil {
			t.Fatal(err)
		}
		opt.Enable = []string{"own"}
		return book.Check(t.Context(), link(t, everything), opt)
	}
	const grave = `report contains {"mark": m.id, "message": "x", "grade": "grave"} if some m in input.marks.credential`
	for name, tt := range map[string]struct {
		body string
		opt  Options
		want Severity
	}{
		"a named grade":                  {grave, Options{}, Error},
		"no grade":                       {strings.Replace(grave, `, "grade": "grave"`, "", 1), Options{}, Warning},
		"the configuration over a grade": {grave, Options{Severities: map[string]Severity{"own/rule": Info}}, Info},
	} {
		if found, err := check(tt.body, tt.opt); err != nil || len(found) != 1 || found[0].Severity != tt.want {
			t.Errorf("%s: %v, %v", name, brief(found), err)
		}
	}
	if _, err := check(strings.Replace(grave, `"grave"`, `"gravest"`, 1), Options{}); err == nil || !strings.Contains(err.Error(), `"gravest"`) {
		t.Errorf("a grade the METADATA lacks: %v", err)
	}
}
