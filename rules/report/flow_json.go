package report

import (
	"io"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

var _ = registerFlow(FlowFormat{
	Name:  "json",
	Doc:   "nodes and edges for programs; documented in docs/cli.md",
	Write: writeFlowJSON,
})

type jsonNode struct {
	ID       facts.Symbol     `json:"id"`
	Kind     facts.SymbolKind `json:"kind"`
	Repo     string           `json:"repo"`
	Cluster  string           `json:"cluster"`
	Location jsonLocation     `json:"location"`
	Keys     jsonKeys         `json:"keys"`
}

type jsonKeys struct {
	Exact bool     `json:"exact"`
	Names []string `json:"names"`
}

type jsonEdge struct {
	ID       string       `json:"id"`
	From     facts.Symbol `json:"from"`
	To       facts.Symbol `json:"to"`
	Relation facts.Rel    `json:"relation"`
	State    graph.State  `json:"state"`
	Reason   facts.Reason `json:"reason"`
	Weak     bool         `json:"weak"`
	Location jsonLocation `json:"location"`
}

func writeFlowJSON(w io.Writer, f Flow) error {
	return encodeJSON(w, struct {
		Format int        `json:"format"`
		Nodes  []jsonNode `json:"nodes"`
		Edges  []jsonEdge `json:"edges"`
	}{
		Format: jsonFormat,
		Nodes: convert(f.Nodes, func(n *graph.Node) jsonNode {
			return jsonNode{n.ID, n.ID.Kind(), n.Repo, n.ID.Cluster(), locationOf(n.At), jsonKeys{n.Keys.Exact(), nonNil(n.Keys.Names)}}
		}),
		Edges: convert(f.Edges, func(e *graph.Edge) jsonEdge {
			return jsonEdge{e.ID, e.From, e.To, e.Rel, e.State, e.Reason, e.Weak, locationOf(e.At)}
		}),
	})
}
