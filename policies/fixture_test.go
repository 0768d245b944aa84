package policies_test

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/rules"
	"gopkg.in/yaml.v3"
)

// workspace is one side of a fixture: "bad" or "ok". Its directories are
// repositories named after the role they play.
type workspace struct {
	repos  map[string]map[string][]byte
	config []byte
	wants  map[string][]*regexp.Regexp // by repo/file:line
}

// want matches the expectation at the end of a line; quoted matches each of
// its regular expressions.
var (
	want   = regexp.MustCompile(`# want ((?:"[^"]+"\s*)+)`)
	quoted = regexp.MustCompile(`"([^"]+)"`)
)

// workspaces takes a fixture apart.
func workspaces(t *testing.T, data []byte) map[string]*workspace {
	t.Helper()
	sides := map[string]*workspace{}
	for _, f := range txtar.Parse(data).Files {
		side, name, _ := strings.Cut(f.Name, "/")
		if sides[side] == nil {
			sides[side] = &workspace{repos: map[string]map[string][]byte{}, wants: map[string][]*regexp.Regexp{}}
		}
		sides[side].add(t, name, f.Data)
	}
	return sides
}

func (w *workspace) add(t *testing.T, name string, text []byte) {
	t.Helper()
	for i, line := range strings.Split(string(text), "\n") {
		if m := want.FindStringSubmatch(line); m != nil {
			for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
				key := name + ":" + strconv.Itoa(i+1)
				w.wants[key] = append(w.wants[key], regexp.MustCompile(q[1]))
			}
		}
	}
	repo, file, inRepo := strings.Cut(name, "/")
	if !inRepo {
		w.config = text
		return
	}
	if w.repos[repo] == nil {
		w.repos[repo] = map[string][]byte{}
	}
	w.repos[repo][file] = text
}

// settings are the parts of .tazlint.yaml that fixtures use, and rules that a
// fixture of another rule has to break.
type settings struct {
	Disable   []string
	Inventory []source.InventorySource
	Migration yaml.Node
	Externs   []yaml.Node
}

// judge runs everything that the lint command runs over a workspace.
func (w *workspace) judge(t *testing.T, book *rules.Book) []rules.Finding {
	t.Helper()
	var cfg settings
	if err := yaml.Unmarshal(w.config, &cfg); err != nil {
		t.Fatal(err)
	}
	objects := []*facts.Object{externs(t, cfg)}
	for repo, texts := range w.repos {
		opt := analyzers.Options{Source: source.Config{Inventories: cfg.Inventory}}
		objects = append(objects, analyzers.CompileTree(t.Context(), source.New(repo, texts), []facts.Role{facts.Role(repo)}, opt))
	}
	g, err := graph.Link(objects...)
	if err != nil {
		t.Fatal(err)
	}
	opt := rules.Options{Today: "2026-01-01", Suppress: true, Disable: cfg.Disable}
	cfg.addMove(t, &opt)
	found, err := book.Check(t.Context(), g, opt)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(found, func(f rules.Finding) bool { return f.Suppressed != nil })
}

// addMove adds what the lint command takes from a move that is described.
func (s *settings) addMove(t *testing.T, opt *rules.Options) {
	t.Helper()
	if s.Migration.IsZero() {
		return
	}
	var data map[string]any
	var move migration.Move
	var places struct{ Map yaml.Node }
	if err := errors.Join(s.Migration.Decode(&data), s.Migration.Decode(&move), s.Migration.Decode(&places)); err != nil {
		t.Fatal(err)
	}
	move.At = map[string]facts.Pos{}
	for i := 0; i+1 < len(places.Map.Content); i += 2 {
		to := places.Map.Content[i+1]
		move.At[places.Map.Content[i].Value] = facts.Pos{File: ".tazlint.yaml", Line: to.Line, Col: to.Column}
	}
	opt.Data = map[string]any{"migration": data}
	opt.Phase, _ = data["phase"].(string)
	opt.Plan = func(g *graph.Graph) (*migration.Plan, error) { return migration.Make(g, move) }
}

// externs turns the declared outside definitions into facts.
func externs(t *testing.T, cfg settings) *facts.Object {
	t.Helper()
	o := &facts.Object{Format: facts.Format}
	for _, n := range cfg.Externs {
		var extern struct{ Symbol, Reason string }
		if err := n.Decode(&extern); err != nil {
			t.Fatal(err)
		}
		at := facts.Pos{File: ".tazlint.yaml", Line: n.Line, Col: n.Column}
		o.Defs = append(o.Defs, facts.Def{Symbol: facts.Symbol(extern.Symbol), Kind: facts.KindExtern, At: at})
	}
	return o
}

// compare lists what was found and not wanted, and what was wanted and not
// found.
func (w *workspace) compare(found []rules.Finding) []string {
	var wrong []string
	open := map[string][]*regexp.Regexp{}
	for key, all := range w.wants {
		open[key] = slices.Clone(all)
	}
	for _, f := range found {
		key := strings.TrimPrefix(fmt.Sprintf("%s/%s:%d", f.At.Repo, f.At.File, f.At.Line), "/")
		i := slices.IndexFunc(open[key], func(re *regexp.Regexp) bool { return re.MatchString(f.Message) })
		if i < 0 {
			wrong = append(wrong, fmt.Sprintf("%s: unexpected %s: %s %s", key, f.Rule, f.Message, f.Note))
			continue
		}
		open[key] = slices.Delete(open[key], i, i+1)
	}
	for key, rest := range open {
		for _, re := range rest {
			wrong = append(wrong, fmt.Sprintf("%s: nothing says %q", key, re))
		}
	}
	slices.SortFunc(wrong, func(a, b string) int { return cmp.Compare(a, b) })
	return wrong
}
