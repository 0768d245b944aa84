package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// elements finds what an answer of a policy is about. The keys of the outer map
// are the fields a report may name it by.
type elements map[string]func(id string) (Finding, bool)

func indexElements(g *graph.Graph, exceptions []*exception) elements {
	return elements{
		"edge": func(id string) (Finding, bool) {
			e := g.Edge(id)
			if e == nil {
				return Finding{}, false
			}
			return aboutEdge(g, e), true
		},
		"node": func(id string) (Finding, bool) {
			n := g.Nodes[facts.Symbol(id)]
			if n == nil {
				return Finding{}, false
			}
			return Finding{At: n.At, Symbol: n.ID, Path: g.Source(n.ID)}, true
		},
		"mark":        lookup(g.Marks, func(m *graph.Mark) string { return m.ID }, aboutMark),
		"duplicate":   lookup(g.Duplicates, func(d *graph.Duplicate) string { return d.ID }, aboutDuplicate),
		"cycle":       lookup(g.Cycles, func(c *graph.Cycle) string { return c.ID }, aboutCycle),
		"disorder":    lookup(g.Disorders, func(d *graph.Disorder) string { return d.ID }, aboutDisorder),
		"keep":        lookup(g.Kept, func(k *graph.Keep) string { return k.ID }, func(k *graph.Keep) Finding { return aboutKeep(g, k) }),
		"extern":      lookup(g.Externs, func(x *graph.Extern) string { return x.ID }, func(x *graph.Extern) Finding { return Finding{At: x.At, Symbol: x.Symbol} }),
		"suppression": aboutExceptions(exceptions),
	}
}

func aboutExceptions(exceptions []*exception) func(string) (Finding, bool) {
	return lookup(exceptions, func(x *exception) string { return x.id }, func(x *exception) Finding { return Finding{At: x.at} })
}

func lookup[T any](all []T, id func(T) string, about func(T) Finding) func(string) (Finding, bool) {
	index := make(map[string]T, len(all))
	for _, x := range all {
		index[id(x)] = x
	}
	return func(id string) (Finding, bool) {
		x, ok := index[id]
		if !ok {
			return Finding{}, false
		}
		return about(x), true
	}
}

func aboutEdge(g *graph.Graph, e *graph.Edge) Finding {
	f := Finding{At: e.At, Symbol: e.To, Path: g.Path(e)}
	if e.Unlisted.File != "" {
		f.Related = append(f.Related, Related{At: e.Unlisted, Message: "defined here, in a manifest that nothing applies"})
	}
	return f
}

// maxRelated bounds the references named beside their common cause.
const maxRelated = 10

// aboutMark hides the text where a literal stands.
func aboutMark(m *graph.Mark) Finding {
	f := Finding{At: m.At, Symbol: m.On, Commit: Commit{m.Commit, m.Date, m.Stands}}
	for _, e := range m.Needed[:min(len(m.Needed), maxRelated)] {
		f.Related = append(f.Related, Related{At: e.At, Message: fmt.Sprintf("%s %s %s", e.From.Title(), InWords(e.Rel), e.To.Title())})
	}
	for _, s := range m.Feeds[:min(len(m.Feeds), maxRelated)] {
		f.Related = append(f.Related, Related{At: s.At, Message: fmt.Sprintf("%s %s it", s.Symbol.Title(), InWords(s.Rel))})
	}
	f.Masked = m.Kind.IsLiteral() || m.Kind == facts.MarkMasked || m.Kind == facts.MarkCommitted
	f.Whole = m.Kind == facts.MarkCommitted
	return f
}

// aboutDuplicate points at the last writer and names the others.
func aboutDuplicate(d *graph.Duplicate) Finding {
	last := len(d.Writers) - 1
	f := Finding{At: d.Writers[last].At, Symbol: d.Symbol}
	for _, w := range d.Writers[:last] {
		f.Related = append(f.Related, Related{At: w.At, Message: "also written here"})
	}
	return f
}

// aboutCycle points at the reference from the smallest position, so that equal
// circles are told the same way.
func aboutCycle(c *graph.Cycle) Finding {
	f := Finding{Symbol: c.Seed}
	first := 0
	for i, e := range c.Steps {
		if e.At.File != "" && (c.Steps[first].At.File == "" || facts.ComparePos(e.At, c.Steps[first].At) < 0) {
			first = i
		}
	}
	for i := range c.Steps {
		e := c.Steps[(first+i)%len(c.Steps)]
		f.Path = append(f.Path, graph.Step{Symbol: e.From, Rel: e.Rel, At: e.At})
		f.Related = append(f.Related, Related{At: e.At, Message: stepInWords(e)})
	}
	if len(c.Steps) > 0 {
		f.At = c.Steps[first].At
		f.Path = append(f.Path, graph.Step{Symbol: c.Steps[first].From, At: f.At})
	}
	return f
}

// aboutDisorder points at what comes too early, and names what makes the place
// it needs and the way from there back to it.
func aboutDisorder(d *graph.Disorder) Finding {
	f := Finding{At: d.At(), Symbol: d.Edge.To.Place()}
	if d.MadeAt.File != "" && d.MadeAt != d.Edge.At {
		f.Related = append(f.Related, Related{At: d.MadeAt, Message: "made here"})
	}
	for _, e := range append([]*graph.Edge{d.Edge}, d.Steps...) {
		if e.At != f.At {
			f.Related = append(f.Related, Related{At: e.At, Message: stepInWords(e)})
		}
	}
	return f
}

// aboutKeep shows the way of the first secret that is kept.
func aboutKeep(g *graph.Graph, k *graph.Keep) Finding {
	f := Finding{At: k.At, Symbol: k.Thing}
	if k.Edge != nil {
		f.Path = g.Path(k.Edge)
	}
	return f
}

func stepInWords(e *graph.Edge) string {
	return fmt.Sprintf("%s %s %s", e.From.Title(), InWords(e.Rel), e.To.Title())
}

// finding turns one answer of a policy into a finding and the grade it names.
// An answer that is malformed or about nothing in the graph is an error of the
// policy.
func (x elements) finding(r Rule, answer any) (f Finding, grade string, err error) {
	said, ok := answer.(map[string]any)
	if !ok {
		return Finding{}, "", errors.New("an answer is not an object")
	}
	if f, err = x.resolve(said); err != nil {
		return Finding{}, "", err
	}
	f.Rule, f.Message, f.Note, f.Remediation = r.ID, text(said["message"]), text(said["note"]), r.Remediation
	if help := text(said["help"]); strings.HasSuffix(help, "?") {
		f.Remediation = help + " Otherwise: " + r.Remediation // a guess leaves the remedy standing
	} else if help != "" {
		f.Remediation = help
	}
	if f.Message == "" {
		return Finding{}, "", errors.New("an answer has no message")
	}
	grade = text(said["grade"])
	if _, known := r.Grades[grade]; grade != "" && !known {
		return Finding{}, "", fmt.Errorf("an answer has the grade %q, which the METADATA does not name", grade)
	}
	f.Wary = r.Category == "leak"
	if f.Commit.ID != "" && f.Commit.Stands.File == "" {
		f.Remediation = pastRemediation
	}
	return f, grade, nil
}

// pastRemediation is what remains to be done about a value that no file holds
// any more.
const pastRemediation = "It was removed, but every clone of the history holds it: revoke it, and issue a new one."

func (x elements) resolve(said map[string]any) (Finding, error) {
	var kinds []string
	for _, name := range sortedKeys(said) {
		switch name {
		case "message", "note", "help", "grade":
		default:
			kinds = append(kinds, name)
		}
	}
	if len(kinds) != 1 || x[kinds[0]] == nil {
		return Finding{}, fmt.Errorf("an answer must name one of %v, not %v", sortedKeys(x), kinds)
	}
	f, ok := x[kinds[0]](text(said[kinds[0]]))
	if !ok {
		return Finding{}, fmt.Errorf("the %s that an answer names is not in the input", kinds[0])
	}
	return f, nil
}

// finish sorts findings and gives them fingerprints. Findings of one rule about
// one symbol in one file are told apart by their order.
func finish(found []Finding) {
	slices.SortStableFunc(found, compareFindings)
	seen := map[string]int{}
	for i := range found {
		f := &found[i]
		base := f.Rule + "|" + string(f.Symbol) + "|" + f.At.File
		if f.Commit.ID != "" {
			base += "|" + f.Commit.ID
		}
		seen[base]++
		sum := sha256.Sum256([]byte(base + "|" + strconv.Itoa(seen[base])))
		f.Fingerprint = hex.EncodeToString(sum[:16])
	}
}

// words say the relations of a circle as a sentence does.
var words = map[facts.Rel]string{
	facts.RelStore: "fetches through", facts.RelAuthenticates: "logs in with", facts.RelDependsOn: "depends on",
	facts.RelOrigin: "is read from", facts.RelAppliedBy: "is applied by", facts.RelExtends: "takes variables from",
	facts.RelKind: "is a resource of", facts.RelApplies: "applies", facts.RelContacts: "is reached through", facts.RelConsumes: "reads", facts.RelSubstitutes: "is made with",
	graph.ProducedBy: "is produced by",
}

// InWords is a relation as a sentence says it.
func InWords(rel facts.Rel) string { return cmp.Or(words[rel], string(rel)) }
