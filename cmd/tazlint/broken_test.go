package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/rules/report"
)

const broken = "../../testdata/workspaces/tazlab-broken"

var update = flag.Bool("update", false, "rewrite the golden reports; read the difference")

// output runs the command in-process and returns what it prints.
func output(t testing.TB, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), args, streams{strings.NewReader(""), &out, &errs}, func(string) string { return "" }); code == exitUsage {
		t.Fatalf("tazlint %v: %s", args, errs.String())
	}
	return out.Bytes()
}

// TestBrokenEstateReport compares the report on the broken estate, word for
// word, with the one that was read and found good.
func TestBrokenEstateReport(t *testing.T) {
	t.Parallel()
	for format, file := range map[string]string{"text": "tazlab-broken.txt", "json": "tazlab-broken.json"} {
		got := anonymous(output(t, "lint", broken+"/tazlab-k8s", "--format", format))
		golden := filepath.Join("../../testdata/golden", file)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: -golden +got:\n%s", file, diff)
		}
	}
}

// TestOutputIsDeterministic prints the same workspace on one processor and on
// many, and from a copy whose files were made in another order.
func TestOutputIsDeterministic(t *testing.T) {
	commands := [][]string{{"lint", "", "--format", "json"}, {"lint", ""}, {"graph", "", "--format", "json"}, {"compile", ""}, {"migrate", "", "--format", "json"}, {"migrate", "", "--format", "html"}}
	for _, format := range []string{"text", "markdown"} {
		commands = append(commands, []string{"migrate", "", "--format", format})
	}
	for _, format := range report.GateFormats() {
		commands = append(commands, []string{"ready", "", "--format", format})
	}
	for _, args := range commands {
		args[1] = broken + "/tazlab-k8s"
		want := output(t, args...)
		for _, processors := range []int{1, 8} {
			before := runtime.GOMAXPROCS(processors)
			got := output(t, args...)
			runtime.GOMAXPROCS(before)
			if !bytes.Equal(want, got) {
				t.Errorf("%s on %d processors: %s", args[0], processors, cmp.Diff(string(want), string(got)))
			}
		}
		args[1] = filepath.Join(shuffledCopy(t, broken), "tazlab-k8s")
		if got := output(t, args...); !bytes.Equal(anonymous(want), anonymous(got)) {
			t.Errorf("%s of a shuffled copy: %s", args[0], cmp.Diff(string(want), string(got)))
		}
	}
}

// anonymous drops the lines that name a commit: the copy has none.
func anonymous(text []byte) []byte {
	var kept []string
	for line := range strings.SplitSeq(string(text), "\n") {
		if !strings.Contains(line, `"revision"`) {
			kept = append(kept, line)
		}
	}
	return []byte(strings.Join(kept, "\n"))
}

func shuffledCopy(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	var files []string
	err := filepath.WalkDir(from, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rand.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	for _, p := range files {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, strings.TrimPrefix(p, from))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestPublishedObjectsGiveTheSameFindings lints the GitOps repository of both
// estates with the others as directories and as published objects: the findings
// in it are the same, byte for byte.
func TestPublishedObjectsGiveTheSameFindings(t *testing.T) {
	t.Parallel()
	for _, workspace := range []string{estate, broken} {
		dir := shuffledCopy(t, workspace)
		home := filepath.Join(dir, "tazlab-k8s")
		together := findingsIn(t, "tazlab-k8s", output(t, "lint", home, "--format", "json"))
		for _, repo := range []string{"tazpod", "ephemeral-castle"} {
			object := output(t, "compile", filepath.Join(dir, repo))
			if err := os.RemoveAll(filepath.Join(dir, repo)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, repo+".json"), object, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		apart := findingsIn(t, "tazlab-k8s", output(t, "lint", home, "--format", "json", "--repo", "gitops="+home,
			"--with", filepath.Join(dir, "tazpod.json"), "--with", filepath.Join(dir, "ephemeral-castle.json")))
		if diff := cmp.Diff(together, apart); diff != "" || together == "[]" {
			t.Errorf("%s: -together +apart:\n%s", workspace, diff)
		}
	}
}

// findingsIn are the findings of a JSON report that stand in a repository, as
// they are spelled there.
func findingsIn(t *testing.T, repo string, report []byte) string {
	t.Helper()
	var parsed struct{ Findings []json.RawMessage }
	if err := json.Unmarshal(report, &parsed); err != nil {
		t.Fatalf("%v in %s", err, report)
	}
	kept := []json.RawMessage{}
	for _, raw := range parsed.Findings {
		var f finding
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatal(err)
		}
		if f.Location.Repo == repo {
			kept = append(kept, raw)
		}
	}
	text, err := json.MarshalIndent(kept, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
