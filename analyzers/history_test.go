package analyzers_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

func secretManifest(name, value string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata: {name: %s}\nstringData:\n  password: %s\n", name, value)
}

func historyOf(t testing.TB, r *gittest.Repo) *analyzers.History {
	t.Helper()
	today, err := source.Open(t.Context(), "repo", r.Dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := analyzers.CompileHistory(t.Context(), today, nil, analyzers.Options{Tool: "test"}, source.HistoryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// told lists what a history says: the commit's number, kind, place, and where it
// still stands.
func told(h *analyzers.History, commits ...string) []string {
	var all []string
	for _, m := range h.Object.Marks {
		if m.Kind == facts.MarkMasked {
			continue
		}
		number := "?"
		for i, c := range commits {
			if c == m.Commit {
				number = fmt.Sprint(i)
			}
		}
		stands := "gone"
		if m.Stands.File != "" {
			stands = fmt.Sprintf("%s:%d", m.Stands.File, m.Stands.Line)
		}
		all = append(all, fmt.Sprintf("%s %s %s:%d %s", number, m.Kind, m.At.File, m.At.Line, stands))
	}
	slices.Sort(all)
	return all
}

const (
	oneValue   = "Kq2mVx9zzTq81Lw"
	otherValue = "p7RtYc3NdP6sHj5"
	thirdValue = "w8Zb4Qe1LmXs0Uo"
)

func TestHistoryTellsOnce(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	commits := []string{
		r.Commit(map[string]string{"a.yaml": secretManifest("a", oneValue), "weak.yaml": secretManifest("w", "changeme")}),
		r.Commit(map[string]string{"a.yaml": "# moved\n" + secretManifest("a", oneValue)}),
		r.Commit(map[string]string{"a.yaml": secretManifest("a", otherValue), "weak.yaml": ""}),
		r.Commit(map[string]string{"b.yaml": secretManifest("b", oneValue), "c.yaml": secretManifest("c", "changeme")}), // known from a.yaml
		r.Commit(map[string]string{"b.yaml": ""}),
	}
	r.Git("mv", "a.yaml", "d.yaml")
	r.Commit(map[string]string{"new.yaml": secretManifest("n", thirdValue)})
	r.Write(map[string]string{"new.yaml": "\n\n" + secretManifest("n", thirdValue)})
	commits = append(commits, r.Git("rev-parse", "HEAD"))
	want := []string{"0 plaintext-secret a.yaml:5 gone", "2 plaintext-secret a.yaml:5 d.yaml:5", "3 weak-placeholder c.yaml:5 c.yaml:5", "5 plaintext-secret new.yaml:5 new.yaml:7"}
	if diff := cmp.Diff(want, told(historyOf(t, r), commits...)); diff != "" {
		t.Error(diff)
	}
}

// TestHistoryOfWholeFiles: a state that grows is one thing, under another name
// too.
func TestHistoryOfWholeFiles(t *testing.T) {
	t.Parallel()
	state := func(serial int) string {
		return fmt.Sprintf("{\"version\": 4, \"serial\": %d, \"lineage\": \"x\", \"resources\": [{\"type\": \"a\"}]}\n", serial)
	}
	key := func(body string) string {
		return "-----BEGIN PRIVATE KEY-----\n" + strings.Repeat(body, 5) + "\n-----END PRIVATE KEY-----\n"
	}
	r := gittest.New(t)
	commits := []string{
		r.Commit(map[string]string{"terraform.tfstate": state(1), "x.pem": key("MIIEvAIBADANBgkq")}),
		r.Commit(map[string]string{"terraform.tfstate": state(2), "y.pem": key("hkiG9w0BAQEFAASC")}),
	}
	r.Git("mv", "terraform.tfstate", "old.tfstate")
	r.Commit(map[string]string{"x.pem": ""})
	want := []string{"0 committed terraform.tfstate:1 old.tfstate:1", "0 committed x.pem:1 gone", "1 committed y.pem:1 y.pem:1"}
	if diff := cmp.Diff(want, told(historyOf(t, r), commits...)); diff != "" {
		t.Error(diff)
	}
}

// TestHistorySuppressions: a comment is about the text it stands in; one of
// today is kept beside them.
func TestHistorySuppressions(t *testing.T) {
	t.Parallel()
	allowed := strings.Replace(secretManifest("a", oneValue), oneValue, oneValue+" # tazlint:ignore leak -- a test", 1)
	r := gittest.New(t)
	first := r.Commit(map[string]string{"a.yaml": "# tazlint:ignore leak -- far from it\n\n\n" + allowed})
	h := historyOf(t, r)
	var got []string
	for _, i := range h.Object.Ignores {
		got = append(got, fmt.Sprintf("%d %t", i.At.Line, i.Commit == first))
	}
	if diff := cmp.Diff([]string{"1 false", "8 false", "8 true"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestHistoryIsDeterministic: whatever the number of workers.
func TestHistoryIsDeterministic(t *testing.T) {
	r := gittest.New(t)
	r.Import(200, func(i int) map[string]string {
		return map[string]string{fmt.Sprintf("f%d.yaml", i%7): secretManifest("a", fmt.Sprintf("%s%d", oneValue, i/2))}
	})
	r.Git("reset", "-q", "--hard")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var outputs []string
	for _, n := range []int{1, 8} {
		runtime.GOMAXPROCS(n)
		var b strings.Builder
		if err := facts.Encode(&b, historyOf(t, r).Object); err != nil {
			t.Fatal(err)
		}
		outputs = append(outputs, b.String())
	}
	if diff := cmp.Diff(outputs[0], outputs[1]); diff != "" || strings.Contains(outputs[0], oneValue) {
		t.Errorf("one worker and eight differ, or a value is in the object:\n%s", diff)
	}
	if n := strings.Count(outputs[0], `"plaintext-secret"`); n != 100 {
		t.Errorf("%d values, want 100", n)
	}
}

// manyCommits is a repository whose commits each bring a text of some 4 kB to
// files of that name.
func manyCommits(t testing.TB, n int, name string) *gittest.Repo {
	r := gittest.New(t)
	filler := strings.Repeat("# nothing of interest stands in this line of the file\n", 75)
	r.Import(n, func(i int) map[string]string {
		return map[string]string{fmt.Sprintf("apps/app-%d/%s", i%500, name): fmt.Sprintf("%sreplicas: %d\nexistingSecret: app-%d\n", filler, i, i)}
	})
	return r
}

// TestHistoryMemory: ten times the commits need no more memory than the set of
// what was seen.
func TestHistoryMemory(t *testing.T) {
	const commits = 10_000
	r := manyCommits(t, commits, "notes.md")
	today, err := source.Open(t.Context(), "repo", r.Dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	live := map[int]uint64{}
	how := source.HistoryOptions{Progress: func(done, _ int) {
		if done == commits/10 || done == commits {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			live[done] = m.HeapAlloc
		}
	}}
	h, err := analyzers.CompileHistory(t.Context(), today, nil, analyzers.Options{}, how)
	if err != nil {
		t.Fatal(err)
	}
	if h.Past.Commits != commits || h.Past.Versions != commits {
		t.Errorf("read %+v", h.Past)
	}
	const perVersion = 200 // bytes; a text has 20 times as many
	if grown := int64(live[commits]) - int64(live[commits/10]); grown > commits*perVersion {
		t.Errorf("in use at %d commits: %d kB, at %d: %d kB", commits/10, live[commits/10]>>10, commits, live[commits]>>10)
	}
}

// Measured on two shared cores that others used as well: 10,000 commits, 40 MB of
// texts, 1.5 s of processor time, a third of it for parsing YAML.
func BenchmarkHistory(b *testing.B) {
	r := manyCommits(b, 10_000, "values.yaml")
	for b.Loop() {
		historyOf(b, r)
	}
}

// TestLocalMarks: the modes that judge single files run the rules for which such
// marks are enough.
func TestLocalMarks(t *testing.T) {
	t.Parallel()
	kinds := analyzers.LocalMarks()
	if !slices.Contains(kinds, facts.MarkCredential) || slices.Contains(kinds, facts.MarkUnlisted) {
		t.Errorf("local marks: %v", kinds)
	}
}
