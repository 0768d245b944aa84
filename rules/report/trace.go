package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// TraceFormats are the names of the formats of traces.
func TraceFormats() []string { return []string{"text", "json"} }

// WriteTrace writes a trace in one of TraceFormats.
func WriteTrace(w io.Writer, format string, t *graph.Trace) error {
	switch format {
	case "text":
		return writeTraceText(w, t)
	case "json":
		return writeTraceJSON(w, t)
	}
	return fmt.Errorf("write trace: no format %q", format)
}

// hopWords say how a hop has the value of the one before it, in the direction
// in which the value goes.
var hopWords = map[facts.Rel]string{
	facts.RelDerives:       "becomes",
	facts.RelExtends:       "is part of",
	facts.RelReads:         "is read by",
	facts.RelConsumes:      "is consumed by",
	facts.RelAuthenticates: "logs in",
	facts.RelSubstitutes:   "is substituted in",
	facts.RelStore:         "serves",
	graph.Makes:            "makes",
}

// branch is a tree of ways that begin alike.
type branch struct {
	hop  graph.Hop
	next []*branch
}

// grow adds a way to the branches that begin like it.
func grow(branches []*branch, way graph.Way) []*branch {
	if len(way) == 0 {
		return branches
	}
	i := slices.IndexFunc(branches, func(b *branch) bool { return b.hop.Symbol == way[0].Symbol && b.hop.Rel == way[0].Rel })
	if i < 0 {
		i, branches = len(branches), append(branches, &branch{hop: way[0]})
	}
	branches[i].next = grow(branches[i].next, way[1:])
	return branches
}

// traceLine is one line of the tree: where, and what.
type traceLine struct{ at, text string }

// traceText makes the lines of a tree. What follows a place is shown once.
type traceText struct {
	lines []traceLine
	shown map[facts.Symbol]bool
}

func writeTraceText(w io.Writer, t *graph.Trace) error {
	var roots []*branch
	for _, way := range t.Paths {
		roots = grow(roots, way)
	}
	text := &traceText{shown: map[facts.Symbol]bool{}}
	for i, root := range roots {
		if i > 0 {
			text.lines = append(text.lines, traceLine{})
		}
		text.branch(root, "", "")
	}
	out := bufio.NewWriter(w)
	width := 0
	for _, l := range text.lines {
		width = max(width, len([]rune(l.at)))
	}
	for _, l := range text.lines {
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%-*s  %s", width, l.at, l.text), " "))
	}
	if t.Cut {
		fmt.Fprintln(out, "\nthere are more ways than are shown")
	}
	return out.Flush()
}

// branch adds the lines of a tree. A single continuation stays in its column,
// so that long chains do not run out of the page.
func (t *traceText) branch(b *branch, lead, indent string) {
	again := len(b.next) > 0 && t.shown[b.hop.Symbol]
	t.add(b.hop, lead, again)
	if again {
		return
	}
	t.shown[b.hop.Symbol] = true
	for i, next := range b.next {
		switch {
		case len(b.next) == 1:
			t.branch(next, indent+"→ ", indent)
		case i < len(b.next)-1:
			t.branch(next, indent+"├→ ", indent+"│  ")
		default:
			t.branch(next, indent+"└→ ", indent+"   ")
		}
	}
}

func (t *traceText) add(h graph.Hop, lead string, again bool) {
	text := lead
	if h.Rel != "" {
		text += hopWords[h.Rel] + " "
	}
	text += visible(place(h.Symbol))
	if h.By != "" && h.By.Title() != h.Symbol.Title() {
		text += ", made by " + visible(place(h.By))
	}
	switch h.State {
	case graph.Undefined:
		text += " (undefined)"
	case graph.Unknown:
		text += " (unknown: " + string(h.Reason) + ")"
	}
	if h.Here {
		text += "  ← here"
	}
	if again {
		text += ", and on as above"
	}
	for i, at := range append([]facts.Pos{h.At}, h.Also...) {
		line := traceLine{at: visible(where(at)), text: text}
		if at == (facts.Pos{}) {
			line.at = "(outside)"
		}
		if i > 0 {
			line.text = continuation.Replace(lead) + "also here"
		}
		t.lines = append(t.lines, line)
	}
}

// continuation is what stands below the mark that leads a line.
var continuation = strings.NewReplacer("├→", "│ ", "└→", "  ", "→", " ")

type jsonTrace struct {
	Format int          `json:"format"`
	Symbol facts.Symbol `json:"symbol"`
	Cut    bool         `json:"cut"`
	Paths  [][]jsonHop  `json:"paths"`
}

type jsonHop struct {
	Symbol   facts.Symbol   `json:"symbol"`
	Name     string         `json:"name"`
	Relation facts.Rel      `json:"relation"`
	State    graph.State    `json:"state"`
	Reason   facts.Reason   `json:"reason"`
	Location jsonLocation   `json:"location"`
	Also     []jsonLocation `json:"also"`
	MadeBy   facts.Symbol   `json:"madeBy"`
	Here     bool           `json:"here"`
}

func writeTraceJSON(w io.Writer, t *graph.Trace) error {
	return encodeJSON(w, jsonTrace{
		Format: jsonFormat, Symbol: t.Focus, Cut: t.Cut,
		Paths: convert(t.Paths, func(way graph.Way) []jsonHop { return convert(way, jsonHopOf) }),
	})
}

func jsonHopOf(h graph.Hop) jsonHop {
	return jsonHop{h.Symbol, place(h.Symbol), h.Rel, h.State, h.Reason, locationOf(h.At), convert(h.Also, locationOf), h.By, h.Here}
}
