package graph

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// object reads facts from lines, so that a case shows nothing but its facts:
//
//	roles gitops bootstrap
//	owns secret c
//	problem CODE [CLUSTER...]
//	def SYMBOL KIND [exact|open|unknown [k,k]] [by SYMBOL] [TRAIT...]
//	ref FROM REL TO [weak] [templated] [possible]
func object(t testing.TB, repo, text string) *facts.Object {
	t.Helper()
	o := &facts.Object{Format: facts.Format, Repo: repo}
	for i, line := range strings.Split(text, "\n") {
		w := strings.Fields(line)
		if len(w) == 0 || strings.HasPrefix(w[0], "#") {
			continue
		}
		at := facts.Pos{Repo: repo, File: "f", Line: i + 1, Col: 1}
		switch w[0] {
		case "roles":
			for _, r := range w[1:] {
				o.Roles = append(o.Roles, facts.Role(r))
			}
		case "owns":
			o.Owns = append(o.Owns, facts.Scope{Kind: facts.SymbolKind(w[1]), Cluster: strings.Join(w[2:], "")})
		case "problem":
			o.Coverage.Problems = append(o.Coverage.Problems, facts.Problem{Code: facts.Fault(w[1])})
			o.Coverage.Unbuilt = append(o.Coverage.Unbuilt, w[2:]...)
		case "def":
			o.Defs = append(o.Defs, def(w[1:], at))
		case "ref":
			o.Refs = append(o.Refs, ref(w[1:], at))
		default:
			t.Fatalf("%s:%d: %q", repo, i+1, line)
		}
	}
	return o
}

func def(w []string, at facts.Pos) facts.Def {
	d := facts.Def{Symbol: facts.Symbol(w[0]), Kind: facts.Kind(w[1]), At: at}
	for i := 2; i < len(w); i++ {
		switch w[i] {
		case "exact", "open", "unknown":
			d.Keys.State = facts.KeyState(w[i])
			if i+1 < len(w) && strings.HasPrefix(w[i+1], "=") {
				i++
				d.Keys.Names = strings.Split(w[i][1:], ",")
			}
		case "by":
			i++
			d.By = facts.Symbol(w[i])
		case "ground":
			d.Traits.Ground = true
		case "waits":
			d.Traits.Waits = true
		case "listed":
			d.Traits.Listed = true
		case "possible":
			d.Traits.Possible = true
		case "unlisted":
			d.Traits.Unlisted = true
		case "merge":
			d.Traits.Ownership = facts.OwnsMerged
		case "adopts":
			d.Traits.Ownership = facts.OwnsAdopted
		}
	}
	return d
}

func ref(w []string, at facts.Pos) facts.Ref {
	r := facts.Ref{From: facts.Symbol(w[0]), Rel: facts.Rel(w[1]), To: facts.Symbol(w[2]), At: at}
	for _, word := range w[3:] {
		switch word {
		case "weak":
			r.Weak = true
		case "templated":
			r.Unknown = facts.TemplatedName
		case "possible":
			r.Unknown = facts.PossibleProducer
		}
	}
	return r
}

// answers prints what the linker says, one line an edge, in the words of the
// cases.
func answers(g *Graph) string {
	var b strings.Builder
	for _, e := range g.Edges {
		if e.Judged() {
			fmt.Fprintf(&b, "%s %s %s: %s\n", e.From, e.Rel, e.To, answer(e))
		}
	}
	for _, d := range g.Duplicates {
		fmt.Fprintf(&b, "duplicate %s %d [%s]\n", d.Symbol, len(d.Writers), strings.Join(d.Keys, ","))
	}
	for _, n := range g.Unused {
		fmt.Fprintf(&b, "unused %s\n", n.ID)
	}
	for _, c := range g.Cycles {
		fmt.Fprintf(&b, "cycle")
		for _, e := range c.Steps {
			fmt.Fprintf(&b, " %s", e.From)
		}
		fmt.Fprintf(&b, " seed %s\n", c.Seed)
	}
	return b.String()
}

func answer(e *Edge) string {
	text := string(e.State)
	for _, more := range []string{string(e.Reason), string(e.Missing), strings.Join(e.Known, ","), e.Nearest, e.Misshape} {
		if more != "" {
			text += " | " + more
		}
	}
	if e.Open {
		text += " | open"
	}
	if e.Unlisted.Line > 0 {
		text += fmt.Sprintf(" | unlisted at %d", e.Unlisted.Line)
	}
	return text
}

func link(t testing.TB, objects ...*facts.Object) *Graph {
	t.Helper()
	g, err := Link(objects...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestLink runs the cases of testdata/link.txtar: files "case/repository" hold
// facts, "case/want" what the linker must answer.
func TestLink(t *testing.T) {
	t.Parallel()
	runCases(t, "testdata/link.txtar", answers)
}

// runCases links the facts of each case of a file and compares what is printed
// of the graph.
func runCases(t *testing.T, file string, printed func(*Graph) string) {
	t.Helper()
	for name, c := range cases(t, file) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := c["want"]
			delete(c, "want")
			var objects []*facts.Object
			for repo, text := range c {
				objects = append(objects, object(t, repo, text))
			}
			if diff := cmp.Diff(want, printed(link(t, objects...))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func cases(t testing.TB, file string) map[string]map[string]string {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[string]string{}
	for _, f := range archive.Files {
		name, part, _ := strings.Cut(f.Name, "/")
		if found[name] == nil {
			found[name] = map[string]string{}
		}
		found[name][part] = string(f.Data)
	}
	return found
}

// TestLinkIsCommutativeAndIdempotent links every case in random orders and with
// objects repeated.
func TestLinkIsCommutativeAndIdempotent(t *testing.T) {
	t.Parallel()
	for name, c := range cases(t, "testdata/link.txtar") {
		delete(c, "want")
		var objects []*facts.Object
		for repo, text := range c {
			objects = append(objects, object(t, repo, text))
		}
		want := answers(link(t, objects...))
		for range 5 {
			again := append([]*facts.Object{}, objects...)
			again = append(again, objects...)
			rand.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
			if diff := cmp.Diff(want, answers(link(t, again...))); diff != "" {
				t.Fatalf("%s: -once +shuffled:\n%s", name, diff)
			}
		}
	}
}

// TestLinkIsMonotone links every case object by object: what was resolved may
// not become undefined when another object joins.
func TestLinkIsMonotone(t *testing.T) {
	t.Parallel()
	for name, c := range cases(t, "testdata/link.txtar") {
		delete(c, "want")
		var objects []*facts.Object
		for repo, text := range c {
			objects = append(objects, object(t, repo, text))
		}
		for omit := range objects {
			fewer := append(append([]*facts.Object{}, objects[:omit]...), objects[omit+1:]...)
			before, after := states(link(t, fewer...)), states(link(t, objects...))
			for at, state := range before {
				if state == Resolved && after[at] == Undefined {
					t.Errorf("%s: %v was resolved without %s and is undefined with it", name, at, objects[omit].Repo)
				}
			}
		}
	}
}

func states(g *Graph) map[facts.Pos]State {
	found := map[facts.Pos]State{}
	for _, e := range g.Edges {
		found[e.At] = e.State
	}
	return found
}

// TestPublishedObjectsLinkAlike writes every object and reads it back: linking
// the copies must answer the same.
func TestPublishedObjectsLinkAlike(t *testing.T) {
	t.Parallel()
	for name, c := range cases(t, "testdata/link.txtar") {
		delete(c, "want")
		var objects, copies []*facts.Object
		for repo, text := range c {
			o := object(t, repo, text)
			var b bytes.Buffer
			if err := facts.Encode(&b, o); err != nil {
				t.Fatal(err)
			}
			read, err := facts.Decode(&b)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			objects, copies = append(objects, o), append(copies, read)
		}
		if diff := cmp.Diff(answers(link(t, objects...)), answers(link(t, copies...))); diff != "" {
			t.Errorf("%s: -linked +published:\n%s", name, diff)
		}
	}
}
