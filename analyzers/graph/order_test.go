package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestOrder runs the cases of testdata/order.txtar, in the form of those of
// TestLink.
func TestOrder(t *testing.T) {
	t.Parallel()
	runCases(t, "testdata/order.txtar", disorders)
}

// disorders prints what is applied too early, and the circles of order or of a
// guess, one line each.
func disorders(g *Graph) string {
	var lines []string
	for _, d := range g.Disorders {
		text := fmt.Sprintf("%s %s %s needs %s of %s", d.What, d.How, d.Edge.From, d.Edge.To, d.Later)
		for i, e := range d.Steps {
			if i == 0 {
				text += " via"
			}
			text += " " + string(e.To)
		}
		if d.Others > 0 {
			text += fmt.Sprintf(" +%d", d.Others)
		}
		lines = append(lines, text+"\n")
	}
	for _, c := range g.Cycles {
		text := map[bool]string{true: "order", false: "guessed"}[c.Order()]
		for _, e := range c.Steps {
			text += " " + string(e.From)
		}
		if c.Order() || c.Guessed() {
			lines = append(lines, text+"\n")
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// TestOrderIsBounded links a chain of units longer than is followed, each with
// a custom resource, behind which stands what brings the kind.
func TestOrderIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("roles gitops bootstrap\nowns namespace c\ndef api:c/g.io/* chart by workload:c/n/HelmRelease/op\n")
	const chain = maxAhead + 200
	for i := range chain {
		fmt.Fprintf(&b, "def unit:c/f/u%d manifest\nref unit:c/f/u%d depends-on unit:c/f/u%d\n", i, i+1, i)
		fmt.Fprintf(&b, "ref object:c/n/K/x%d kind api:c/g.io/K#v1\nref object:c/n/K/x%d applied-by unit:c/f/u%d\n", i, i, i)
	}
	fmt.Fprintf(&b, "def unit:c/f/u%d manifest\nref workload:c/n/HelmRelease/op applied-by unit:c/f/u%d\n", chain, chain)
	if g := link(t, object(t, "gitops", b.String())); len(g.Disorders) != 0 {
		t.Errorf("%d disorders; the first: %v", len(g.Disorders), g.Disorders[0])
	}
}
