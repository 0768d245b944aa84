package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

var _ = registerFlow(FlowFormat{
	Name:  "dot",
	Doc:   "Graphviz",
	Write: writeDot,
})

var dotShape = map[facts.SymbolKind]string{
	facts.Secret: "cylinder", facts.VaultFile: "folder", facts.Pass: "folder", facts.KV: "folder", facts.Infisical: "folder",
	facts.Store: "component", facts.Workload: "box3d", facts.Script: "note", facts.Terraform: "tab",
}

var dotStyle = map[graph.State]string{
	graph.Resolved: "style=solid", graph.Undefined: "style=bold, color=red", graph.Unknown: "style=dashed",
}

func writeDot(w io.Writer, f Flow) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, "digraph tazlint {\n  rankdir=RL;\n  node [shape=box];\n")
	for _, n := range f.Nodes {
		shape := ""
		if s := dotShape[n.ID.Kind()]; s != "" {
			shape = ", shape=" + s
		}
		fmt.Fprintf(out, "  %s [label=%s%s];\n", dotString(string(n.ID)), dotString(place(n.ID)), shape)
	}
	for _, e := range f.Edges {
		fmt.Fprintf(out, "  %s -> %s [label=%s, %s];\n",
			dotString(string(e.From.Place())), dotString(string(e.To.Place())), dotString(edgeLabel(e)), dotStyle[e.State])
	}
	fmt.Fprintln(out, "}")
	return out.Flush()
}
