package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

var _ = registerFlow(FlowFormat{
	Name:  "mermaid",
	Doc:   "a flowchart that GitHub and many wikis draw",
	Write: writeFlowMermaid,
})

var mermaidArrow = map[graph.State]string{graph.Resolved: "-->", graph.Undefined: "--x", graph.Unknown: "-.->"}

// mermaid collects a flowchart. Nodes get numbers: the language has no quoting
// for identifiers.
type mermaid struct {
	ids  map[facts.Symbol]string
	body strings.Builder
}

func newMermaid() *mermaid { return &mermaid{ids: map[facts.Symbol]string{}} }

func writeFlowMermaid(w io.Writer, f Flow) error {
	m := newMermaid()
	for _, n := range f.Nodes {
		m.node(n.ID)
	}
	for _, e := range f.Edges {
		m.edge(e.From.Place(), e.To.Place(), edgeLabel(e), mermaidArrow[e.State])
	}
	_, err := io.WriteString(w, m.String())
	return err
}

func (m *mermaid) node(s facts.Symbol) string {
	id, known := m.ids[s]
	if !known {
		id = fmt.Sprintf("n%d", len(m.ids))
		m.ids[s] = id
		fmt.Fprintf(&m.body, "  %s[\"%s\"]\n", id, mermaidText(place(s)))
	}
	return id
}

func (m *mermaid) edge(from, to facts.Symbol, label, arrow string) {
	a, b := m.node(from), m.node(to)
	if label == "" {
		fmt.Fprintf(&m.body, "  %s %s %s\n", a, arrow, b)
		return
	}
	fmt.Fprintf(&m.body, "  %s %s|\"%s\"| %s\n", a, arrow, mermaidText(label), b)
}

func (m *mermaid) String() string { return "flowchart RL\n" + m.body.String() }
