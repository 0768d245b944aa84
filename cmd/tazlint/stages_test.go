package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

const stagesDir = "../../testdata/workspaces/stages"

// stage is one day of an estate, and what a report must say of it.
type stage struct {
	name     string
	sides    map[migration.Side]int // how many objects of the cluster fetch through which end of the move
	left     []string               // those that fetch through what is left
	several  []string               // those that take more than one secret, which an operator of one entry each cannot serve
	outside  []string               // what else asks what is left
	blockers []string               // sort of what stops the move as a whole, and what it is about
	closed   []string               // namespaces of consumers that the destination does not let in
	missing  []string               // keys that no inventory lists at their destination
	residue  []string               // repository, file and text of each place that provides for the product that is left
	moves    map[string]int         // how often each rule of the move speaks, with its severity
	findings []expected             // all else that lint says
}

// expected are the findings of a rule in one file, and why they belong to the
// stage.
type expected struct {
	rule, severity, file string
	count                int
	says                 string // a part of each message
	because              string
}

// checkStages compares what is said of each stage with what must be said, and
// the reports, word for word, with those that were read and found good.
func checkStages(t *testing.T, stages []stage) {
	t.Helper()
	for _, s := range stages {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			home := filepath.Join(stagesDir, s.name, "tazlab-k8s")
			s.checkPlan(t, stagePlan(t, home))
			found := lintJSON(t, home)
			s.checkResidue(t, found)
			s.checkFindings(t, found)
			for _, verb := range []string{"migrate", "lint"} {
				golden(t, fmt.Sprintf("stages/%s-%s.txt", s.name, verb), output(t, verb, home))
			}
		})
	}
}

// golden compares a report with the one that is kept, or keeps it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("../../testdata/golden", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -golden +got:\n%s", name, diff)
	}
}

// stagePlan plans the move that a workspace describes.
func stagePlan(t *testing.T, home string) *migration.Plan {
	t.Helper()
	ws, err := (&workspaceFlags{}).resolve(home)
	if err != nil {
		t.Fatal(err)
	}
	move, err := ws.cfg.move()
	if err != nil {
		t.Fatal(err)
	}
	linked, _, err := ws.link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := migration.Make(linked, move)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func (s stage) checkPlan(t *testing.T, p *migration.Plan) {
	t.Helper()
	sides := map[migration.Side]int{}
	var left, several, outside, blockers, closed, missing []string
	for _, c := range p.Consumers {
		if c.Symbol.Kind() != facts.ObjectSymbol {
			outside = append(outside, c.Symbol.Title())
			continue
		}
		sides[c.Side]++
		if c.Side == migration.SideLegacy {
			left = append(left, c.Symbol.Title())
		}
		if len(c.References) > 1 {
			several = append(several, c.Symbol.Title())
		}
		for _, r := range reasonsOf(c) {
			if r.Code == migration.Code(migration.FaultRefused) {
				closed = append(closed, c.Symbol.Segment(1))
			}
		}
		for _, r := range c.References {
			if slices.ContainsFunc(r.Reasons, func(r migration.Reason) bool { return r.Code == migration.NotInInventory }) {
				missing = append(missing, path.Base(r.To.Key))
			}
		}
	}
	for _, b := range p.Blockers {
		blockers = append(blockers, strings.TrimSpace(string(b.Kind)+" "+title(b.On)))
	}
	if diff := cmp.Diff(s.sides, sides); diff != "" {
		t.Errorf("sides: -want +got:\n%s", diff)
	}
	if s.left != nil {
		same(t, "left", s.left, left)
	}
	same(t, "several", s.several, several)
	same(t, "outside", s.outside, outside)
	same(t, "blockers", s.blockers, blockers)
	same(t, "closed", s.closed, closed)
	same(t, "missing", s.missing, missing)
}

func title(s facts.Symbol) string {
	if s == "" {
		return ""
	}
	return s.Title()
}

// reasonsOf are the reasons of a consumer and of its references.
func reasonsOf(c *migration.Consumer) []migration.Reason {
	all := slices.Clone(c.Reasons)
	for _, r := range c.References {
		all = append(all, r.Reasons...)
	}
	return all
}

// same compares two lists as sets.
func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	set := func(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
	if diff := cmp.Diff(set(want), set(got)); diff != "" {
		t.Errorf("%s: -want +got:\n%s", what, diff)
	}
}

// checkResidue compares the places that migration/legacy-residue points at.
func (s stage) checkResidue(t *testing.T, found []finding) {
	t.Helper()
	var got []string
	for _, f := range found {
		if f.Rule == "migration/legacy-residue" {
			got = append(got, f.Location.Repo+"/"+f.Location.File+" "+pointedAt(t, filepath.Join(stagesDir, s.name), f))
		}
	}
	same(t, "residue", s.residue, got)
}

// pointedAt is the text that a finding spans.
func pointedAt(t *testing.T, dir string, f finding) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, f.Location.Repo, f.Location.File))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")[f.Location.Line-1][f.Location.Column-1 : f.Location.EndColumn-1]
}

// checkFindings demands that every finding is explained and every explanation
// found. The rules of the move word the plan and are counted.
func (s stage) checkFindings(t *testing.T, found []finding) {
	t.Helper()
	counts, moves := make([]int, len(s.findings)), map[string]int{}
	for _, f := range found {
		i := slices.IndexFunc(s.findings, func(e expected) bool {
			return e.rule == f.Rule && e.severity == f.Severity && e.file == path.Base(f.Location.File) && strings.Contains(f.Message, e.says)
		})
		rule, ofMove := strings.CutPrefix(f.Rule, "migration/")
		switch {
		case i >= 0:
			counts[i]++
		case ofMove:
			moves[rule+" "+f.Severity]++
		default:
			t.Errorf("unexplained:\n%s", printed([]finding{f}))
		}
	}
	if diff := cmp.Diff(s.moves, moves, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("rules of the move: -want +got:\n%s", diff)
	}
	for i, e := range s.findings {
		if counts[i] != e.count {
			t.Errorf("%s in %s: found %d times, want %d, because %s", e.rule, e.file, counts[i], e.count, e.because)
		}
	}
}

// TestStages: each stage says what it has to, and nothing else.
func TestStages(t *testing.T) {
	t.Parallel()
	checkStages(t, earlyStages)
}

// TestWavesLeaveReadersAlone: between the first wave and the last only files
// with ExternalSecrets change, and those keep the keys that readers ask for.
func TestWavesLeaveReadersAlone(t *testing.T) {
	t.Parallel()
	before, after := manifestsOf(t, "S1"), manifestsOf(t, "S3")
	if diff := cmp.Diff(slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after))); diff != "" {
		t.Fatalf("files: -S1 +S3:\n%s", diff)
	}
	for file, text := range before {
		if bytes.Equal(text, after[file]) {
			continue
		}
		if diff := cmp.Diff(madeKeys(text), madeKeys(after[file])); diff != "" || !bytes.Contains(text, []byte("kind: ExternalSecret\n")) {
			t.Errorf("%s changes more than where secrets come from: %s", file, diff)
		}
	}
}

// manifestsOf are the manifests of a stage by their paths.
func manifestsOf(t *testing.T, stage string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := os.DirFS(filepath.Join(stagesDir, stage, "tazlab-k8s"))
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(p) != ".yaml" || p == configName {
			return err
		}
		files[p], err = fs.ReadFile(root, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// madeKeys are the lines of a manifest that name the keys of a Secret.
func madeKeys(text []byte) []string {
	var lines []string
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, "secretKey:") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}
