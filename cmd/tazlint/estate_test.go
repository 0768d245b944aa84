package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// finding is the part of a JSON finding the tests look at.
type finding struct {
	Rule     string
	Severity string
	Message  string
	Location struct {
		Repo, File              string
		Line, Column, EndColumn int
	}
	Suppressed any
}

// reported is the part of a JSON report the tests look at.
type reported struct {
	Coverage struct{ References references }
	Findings []finding
}

// lintJSON lints a workspace in-process and returns its findings.
func lintJSON(t testing.TB, path string, args ...string) []finding {
	t.Helper()
	return lintReport(t, path, args...).Findings
}

// lintReport lints a workspace in-process and leaves out what it declares as
// exceptions.
func lintReport(t testing.TB, path string, args ...string) reported {
	t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{"lint", path, "--format", "json"}, args...)
	code := run(context.Background(), args, streams{strings.NewReader(""), &out, &errs}, func(string) string { return "" })
	if code > 1 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var said reported
	if err := json.Unmarshal(out.Bytes(), &said); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	said.Findings = slices.DeleteFunc(said.Findings, func(f finding) bool { return f.Suppressed != nil })
	return said
}

func errorsOf(found []finding) []finding {
	return slices.DeleteFunc(slices.Clone(found), func(f finding) bool { return f.Severity != "error" })
}

func printed(found []finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%s[%s] %s/%s:%d:%d %s\n", f.Severity, f.Rule, f.Location.Repo, f.Location.File, f.Location.Line, f.Location.Column, f.Message)
	}
	return b.String()
}

// TestCleanEstate: the example holds nothing to complain about; that it still
// depends on the store to be retired is information.
func TestCleanEstate(t *testing.T) {
	t.Parallel()
	for _, f := range lintJSON(t, estate+"/tazlab-k8s") {
		if f.Severity != "info" || !strings.HasPrefix(f.Rule, "migration/") {
			t.Errorf("unexpected:\n%s", printed([]finding{f}))
		}
	}
}

// culprits are the texts that the findings in the broken estate point at.
var culprits = map[string]string{
	"bootstrap/cycle":                       "openclaw-vault",
	"hygiene/unused-credential":             "wildcard-tls",
	"leak/credential":                       "ghp_Dk5PS6y2Exoi4RUZ9sh0VvCmeJdXbBYrOwKf",
	"leak/inline-credential":                "tzcanary!Rq8wLx3Z",
	"leak/plaintext-secret":                 "tzcanary!Lm7pQ2vX",
	"migration/legacy-residue":              "infisical",
	"migration/legacy-store":                "infisical-tazlab",
	"reference/conflicting-owners":          "oauth2-proxy-secrets",
	"reference/missing-resource":            "./infrastructure/bridge",
	"reference/remote-key-shape":            "tazlab-k8s/static/storage/s3/AWS_SECRET_ACCESS_KEY",
	"reference/undefined-dependency":        "infrastructure-ingress",
	"reference/undefined-entry":             "tailscale-api-key",
	"reference/undefined-key":               "value",
	"reference/undefined-secret":            "openclaw-matrix",
	"reference/undefined-store":             "tazlab-vault-secrets",
	"reference/undefined-template-variable": ".bucketName",
	"reference/undefined-variable":          "${OPS_EMAIL}",
	"reference/unlisted-manifest":           "ExternalSecret",
	"reference/wrong-namespace":             "mnemosyne-mcp-secrets",
	"schema/invalid-yaml":                   "  runbook: wiki: runbooks/rebirth", // parsers know the line only
}

// TestCulprits: every finding in the broken estate spans its culprit, from the
// first column to the last.
func TestCulprits(t *testing.T) {
	t.Parallel()
	for _, f := range lintJSON(t, broken+"/tazlab-k8s") {
		text, err := os.ReadFile(filepath.Join(broken, f.Location.Repo, f.Location.File))
		if err != nil {
			t.Fatal(err)
		}
		line := strings.Split(string(text), "\n")[f.Location.Line-1]
		if got := line[f.Location.Column-1 : f.Location.EndColumn-1]; got != culprits[f.Rule] {
			t.Errorf("%s points at %q, want %q", f.Rule, got, culprits[f.Rule])
		}
	}
}

// TestBrokenEstate: every line "# fault: RULE INCIDENT" announces exactly one
// finding of that rule in the next line, and there is no other.
func TestBrokenEstate(t *testing.T) {
	t.Parallel()
	want := announced(t, broken)
	var got []string
	for _, f := range lintJSON(t, broken+"/tazlab-k8s") {
		got = append(got, fmt.Sprintf("%s/%s:%d %s", f.Location.Repo, f.Location.File, f.Location.Line, f.Rule))
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-announced +found:\n%s", diff)
	}
}

func announced(t *testing.T, dir string) []string {
	t.Helper()
	var want []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(p, ".md") {
			return err
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			if _, rest, ok := strings.Cut(line, "# fault: "); ok {
				want = append(want, fmt.Sprintf("%s:%d %s", filepath.ToSlash(rel), i+2, strings.Fields(rest)[0]))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	return want
}
