package rules

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// object reads facts from lines; the line number is the position:
//
//	roles ROLE...
//	owns KIND [CLUSTER]
//	def SYMBOL KIND [exact=k,k] [unlisted]
//	ref FROM REL TO [weak]
//	mark KIND DETECTOR ON
//	ignore LINE RULE [until=DATE] [reason]
func object(t testing.TB, text string) *facts.Object {
	t.Helper()
	o := &facts.Object{Format: facts.Format, Repo: "r"}
	for i, line := range strings.Split(text, "\n") {
		if w := strings.Fields(line); len(w) > 0 && !strings.HasPrefix(w[0], "#") {
			addFact(t, o, w, facts.Pos{Repo: "r", File: "f", Line: i + 1, Col: 1})
		}
	}
	return o
}

func addFact(t testing.TB, o *facts.Object, w []string, at facts.Pos) {
	t.Helper()
	switch w[0] {
	case "roles":
		for _, r := range w[1:] {
			o.Roles = append(o.Roles, facts.Role(r))
		}
	case "owns":
		o.Owns = append(o.Owns, facts.Scope{Kind: facts.SymbolKind(w[1]), Cluster: strings.Join(w[2:], "")})
	case "def":
		d := facts.Def{Symbol: facts.Symbol(w[1]), Kind: facts.Kind(w[2]), At: at}
		for _, word := range w[3:] {
			if keys, ok := strings.CutPrefix(word, "exact="); ok {
				d.Keys = facts.ExactKeys(strings.Split(keys, ",")...)
			}
			d.Traits.Unlisted = d.Traits.Unlisted || word == "unlisted"
		}
		o.Defs = append(o.Defs, d)
	case "ref":
		o.Refs = append(o.Refs, facts.Ref{From: facts.Symbol(w[1]), Rel: facts.Rel(w[2]), To: facts.Symbol(w[3]), At: at, Weak: len(w) > 4})
	case "mark":
		o.Marks = append(o.Marks, facts.Mark{Kind: facts.MarkKind(w[1]), Detector: w[2], On: facts.Symbol(w[3]), At: at})
	case "ignore":
		line, _ := strconv.Atoi(w[1])
		x := facts.Ignore{At: at, Line: line, Rules: []string{w[2]}}
		for _, word := range w[3:] {
			if day, ok := strings.CutPrefix(word, "until="); ok {
				x.Until = day
			} else {
				x.Reason = word
			}
		}
		o.Ignores = append(o.Ignores, x)
	default:
		t.Fatalf("line %d: %q", at.Line, w)
	}
}

func link(t testing.TB, text string) *graph.Graph {
	t.Helper()
	g, err := graph.Link(object(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// builtin loads the policies as they stand in the tree.
func builtin(t testing.TB) *Book {
	t.Helper()
	book, err := Load(os.DirFS("../policies"))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// brief prints findings as "line rule severity message | note".
func brief(found []Finding) []string {
	var lines []string
	for _, f := range found {
		line := strconv.Itoa(f.At.Line) + " " + f.Rule + " " + string(f.Severity) + ": " + f.Message
		if f.Note != "" {
			line += " | " + f.Note
		}
		if f.Suppressed != nil {
			line += " | suppressed: " + f.Suppressed.Reason
		}
		lines = append(lines, line)
	}
	return lines
}
