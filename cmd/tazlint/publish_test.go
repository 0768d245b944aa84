package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// TestSchemaIsFresh compares the checked-in schema with what the types say.
func TestSchemaIsFresh(t *testing.T) {
	t.Parallel()
	want, err := configSchema()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/tazlint.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("run make generate (-want +got):\n%s", diff)
	}
}

// TestRulePagesAreFresh compares docs/rules with what the policies say.
func TestRulePagesAreFresh(t *testing.T) {
	t.Parallel()
	book, err := new(judgeFlags).load()
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	for name, page := range rulePages(book) {
		want[name] = string(page)
	}
	dir := os.DirFS("../../docs/rules")
	err = fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		got[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("run make generate (-want +got):\n%s", diff)
	}
}

// hook is an entry of .pre-commit-hooks.yaml.
type hook struct {
	ID, Name, Description, Entry, Language, Files string
	PassFilenames                                 *bool `yaml:"pass_filenames"`
	RequireSerial                                 bool  `yaml:"require_serial"`
	Stages                                        []string
	MinimumVersion                                string `yaml:"minimum_pre_commit_version"`
}

func TestPreCommitHook(t *testing.T) {
	t.Parallel()
	var hooks []hook
	decodeFile(t, "../../.pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 2 || hooks[0].ID != "tazlint" || hooks[1].ID != "tazlint-staged" {
		t.Fatalf("hooks %+v", hooks)
	}
	clean := filepath.Join(t.TempDir(), "clean")
	writeTree(t, clean, map[string]string{"kustomization.yaml": "resources: []\n"})
	gittest.In(t, clean)
	for _, h := range hooks {
		words := strings.Fields(h.Entry)
		switch {
		case h.Name == "" || h.Description == "" || h.Language != "golang":
			t.Errorf("hook %+v", h)
		case h.PassFilenames == nil || *h.PassFilenames || !h.RequireSerial:
			t.Errorf("%s must run once, not for files in parallel", h.ID)
		case words[0] != "tazlint" || find(words[1]).name == "":
			t.Errorf("entry %q is no command", h.Entry)
		case !slices.Contains(h.Stages, "pre-commit"):
			t.Errorf("stages %v", h.Stages)
		}
		if out, code := runs(t.Context(), append(words[1:], clean)...); code != exitClean {
			t.Errorf("%s: exit %d: %s", h.ID, code, out)
		}
	}
}

// action is action.yml.
type action struct {
	Name, Description string
	Inputs            map[string]struct{ Description, Default string }
	Outputs           map[string]struct{ Description, Value string }
	Runs              struct {
		Using string
		Steps []step
	}
}

type step struct {
	ID, If, Uses, Run, Shell string
	With, Env                map[string]string
}

func (a action) step(t *testing.T, id string) step {
	t.Helper()
	for _, s := range a.Runs.Steps {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no step %s", id)
	return step{}
}

func TestActionTakesInputsAsData(t *testing.T) {
	t.Parallel()
	var a action
	decodeFile(t, "../../action.yml", &a)
	if a.Name == "" || a.Description == "" || a.Runs.Using != "composite" {
		t.Errorf("action %q, using %q", a.Name, a.Runs.Using)
	}
	for name, input := range a.Inputs {
		if input.Description == "" {
			t.Errorf("input %s is not described", name)
		}
	}
	for _, s := range a.Runs.Steps {
		if strings.Contains(s.Run, "${{") {
			t.Errorf("step %s puts an expression into its script", s.ID)
		}
		if s.Run != "" && s.Shell != "bash" {
			t.Errorf("step %s needs shell: bash", s.ID)
		}
	}
}

// TestAction runs the action's own script over a clean and a faulty tree, the
// program being this test binary under its other name.
func TestAction(t *testing.T) {
	t.Parallel()
	var a action
	decodeFile(t, "../../action.yml", &a)
	script := a.step(t, "lint")
	fault := "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: n}\nstringData: {password: Kq2mVx9tLr4w}\n"
	tests := map[string]struct {
		files map[string]string
		code  int
	}{
		"clean":  {map[string]string{"kustomization.yaml": "resources: []\n"}, exitClean},
		"faulty": {map[string]string{"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": fault}, exitFindings},
		"empty":  {nil, exitIncomplete},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := runAction(t, script, tt.files)
			if w.code != tt.code || !strings.Contains(w.outputs, fmt.Sprintf("exit-code=%d\n", tt.code)) {
				t.Errorf("exit %d, outputs %q, want %d\n%s", w.code, w.outputs, tt.code, w.log)
			}
			if tt.code == exitIncomplete {
				return
			}
			if !strings.Contains(w.summary, "## tazlint:") {
				t.Errorf("step summary is %q", w.summary)
			}
			if annotated := strings.Contains(w.log, "\n::error file=repo/s.yaml,line=4"); annotated != (tt.code == exitFindings) {
				t.Errorf("annotation %v in\n%s", annotated, w.log)
			}
			if strings.Contains(w.log+w.summary, "Kq2mVx9tLr4w") {
				t.Error("the value is printed")
			}
			if _, err := os.Stat(filepath.Join(w.dir, "out.sarif")); err != nil {
				t.Error(err)
			}
		})
	}
}

// actionRun is what a run of the action left behind.
type actionRun struct {
	dir, log, summary, outputs string
	code                       int
}

func runAction(t *testing.T, script step, files map[string]string) actionRun {
	t.Helper()
	w := actionRun{dir: t.TempDir()}
	writeTree(t, filepath.Join(w.dir, "repo"), files)
	program, err := exec.LookPath("tazlint") // testscript's TestMain put it there
	if err != nil {
		t.Fatal(err)
	}
	temp := filepath.Join(w.dir, "temp", "tazlint")
	if err := os.MkdirAll(temp, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(temp, "tazlint")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script.Run)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "RUNNER_TEMP="+filepath.Join(w.dir, "temp"), "GITHUB_WORKSPACE="+w.dir,
		"GITHUB_STEP_SUMMARY="+filepath.Join(w.dir, "summary.md"), "GITHUB_OUTPUT="+filepath.Join(w.dir, "outputs"),
		"INPUT_PATH=repo", "INPUT_ARGS=--color\nnever", "INPUT_FAIL_ON=error", "INPUT_SARIF=out.sarif")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	w.log, w.code = "\n"+string(out), cmd.ProcessState.ExitCode()
	w.summary, w.outputs = readIfAny(filepath.Join(w.dir, "summary.md")), readIfAny(filepath.Join(w.dir, "outputs"))
	return w
}

func readIfAny(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(text)
}

func decodeFile(t *testing.T, name string, into any) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dec := yaml.NewDecoder(f)
	if err := dec.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func writeTree(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
