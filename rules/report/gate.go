package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/rules"
)

// GateReport is the answer of an exit gate and what it is based on.
type GateReport struct {
	Tool, Version string
	Gate          *migration.Gate
	Coverage      Coverage
	Dirs          map[string]string // repositories as seen from where annotations are read
}

// gateFormats are the formats of an exit gate.
var gateFormats = map[string]func(io.Writer, *GateReport) error{
	"text": writeGateText, "json": writeGateJSON, "github": writeGateGitHub,
}

// GateFormats lists the formats of an exit gate, sorted.
func GateFormats() []string { return slices.Sorted(maps.Keys(gateFormats)) }

// WriteGate writes the answer of an exit gate in a format of GateFormats.
func WriteGate(w io.Writer, format string, r *GateReport) error {
	write, ok := gateFormats[format]
	if !ok {
		return fmt.Errorf("no format %q for a gate", format)
	}
	return write(w, r)
}

func writeGateText(w io.Writer, r *GateReport) error {
	out := bufio.NewWriter(w)
	for _, repo := range r.Gate.Repos {
		if len(repo.Left) == 0 || !repo.Judged {
			continue
		}
		fmt.Fprintf(out, "%s (%s): %s\n", visible(repo.Name), joinRoles(repo.Roles), plural(len(repo.Left), "place"))
		for _, left := range repo.Left {
			fmt.Fprintf(out, "  %s: %s\n", visible(where(left.At)), visible(leftText(left)))
		}
	}
	if len(r.Gate.Doubts) > 0 {
		fmt.Fprintf(out, "not sure: %s\n", plural(len(r.Gate.Doubts), "reason"))
		for _, d := range r.Gate.Doubts {
			fmt.Fprintf(out, "  %s\n", visible(doubtText(d)))
		}
	}
	for _, line := range append([]string{r.answer()}, r.lines()...) {
		fmt.Fprintln(out, visible(line))
	}
	return out.Flush()
}

func leftText(left migration.Residue) string {
	text := left.Symbol.Title() + " " + left.What
	if key := left.Symbol.Key(); key != "" {
		text = key + " of " + text
	}
	return text
}

func doubtText(d migration.Doubt) string {
	if d.At.Repo == "" {
		return d.Text
	}
	return where(d.At) + ": " + d.Text
}

// answer is the answer in one line.
func (r *GateReport) answer() string {
	g := r.Gate
	leaves := strings.Join(g.Move.From, ", ")
	switch n := g.Left(); {
	case n == 1:
		return "not ready: 1 place still touches " + leaves
	case n > 1:
		return fmt.Sprintf("not ready: %d places still touch %s", n, leaves)
	case len(g.Doubts) > 0:
		return "not sure: nothing is known to touch " + leaves + ", but not everything is known"
	}
	return "ready: nothing touches " + leaves + "; " + g.Move.To + " serves alone"
}

// lines say what was looked at, and what was not judged.
func (r *GateReport) lines() []string {
	var judged, others []string
	for _, repo := range r.Gate.Repos {
		if repo.Judged {
			judged = append(judged, repo.Name)
		} else {
			others = append(others, fmt.Sprintf("%s (%s)", repo.Name, plural(len(repo.Left), "place")))
		}
	}
	lines := r.Coverage.lines()
	if text := unseenText(r.Gate.Unseen); text != "" {
		lines = append(lines, "not looked into: "+text)
	}
	if len(others) > 0 {
		lines = append(lines, fmt.Sprintf("judged: %s (%s); read, and not judged: %s", listOr(judged, "nothing"), joinRoles(r.Gate.Roles), strings.Join(others, ", ")))
	}
	return lines
}

func unseenText(u migration.Unseen) string {
	var parts []string
	if u.Charts > 0 {
		parts = append(parts, plural(u.Charts, "chart")+" of others")
	}
	if u.Units > 0 {
		parts = append(parts, "parts from elsewhere in "+plural(u.Units, "unit"))
	}
	return strings.Join(parts, ", ")
}

func listOr(names []string, otherwise string) string {
	if len(names) == 0 {
		return otherwise
	}
	return strings.Join(names, ", ")
}

// writeGateGitHub annotates what is left as errors and doubts as warnings.
func writeGateGitHub(w io.Writer, r *GateReport) error {
	out := bufio.NewWriter(w)
	placed := &Report{Dirs: r.Dirs}
	shown := map[string]int{}
	annotate := func(level string, at facts.Pos, lines ...string) {
		if shown[level]++; shown[level] <= githubLimit {
			fmt.Fprintf(out, "::%s %s::%s\n", level, placed.annotation(rules.Finding{Rule: "ready", At: at}), workflowData(lines...))
		}
	}
	for _, repo := range r.Gate.Repos {
		for _, left := range repo.Left {
			if repo.Judged {
				annotate("error", left.At, leftText(left), "at "+where(left.At))
			}
		}
	}
	for _, d := range r.Gate.Doubts {
		annotate("warning", d.At, doubtText(d))
	}
	lines := append([]string{r.answer()}, r.lines()...)
	if hidden := max(shown["error"]-githubLimit, 0) + max(shown["warning"]-githubLimit, 0); hidden > 0 {
		lines[0] += fmt.Sprintf("; not shown as annotations: %d", hidden)
	}
	for _, line := range lines {
		fmt.Fprintln(out, "tazlint:", visible(line))
	}
	return out.Flush()
}

type jsonGate struct {
	Format       int            `json:"format"`
	Tool         jsonTool       `json:"tool"`
	Ready        bool           `json:"ready"`
	From         []string       `json:"from"`
	Target       string         `json:"target"`
	Roles        []facts.Role   `json:"roles"`
	Repositories []jsonGateRepo `json:"repositories"`
	Doubts       []jsonDoubt    `json:"doubts"`
	Unseen       jsonUnseen     `json:"unseen"`
	Coverage     jsonCoverage   `json:"coverage"`
}

type jsonGateRepo struct {
	Name   string       `json:"name"`
	Roles  []facts.Role `json:"roles"`
	Judged bool         `json:"judged"`
	Left   []jsonLeft   `json:"left"`
}

type jsonLeft struct {
	Symbol   facts.Symbol `json:"symbol"`
	What     string       `json:"what"`
	Location jsonLocation `json:"location"`
}

type jsonUnseen struct {
	Charts int `json:"charts"`
	Units  int `json:"units"`
}

type jsonDoubt struct {
	Text     string        `json:"text"`
	Location *jsonLocation `json:"location"`
}

func writeGateJSON(w io.Writer, r *GateReport) error {
	g := r.Gate
	return encodeJSON(w, jsonGate{
		Format: jsonFormat, Tool: jsonTool{r.Tool, r.Version}, Ready: g.Ready(), From: nonNil(g.Move.From), Target: g.Move.To, Roles: nonNil(g.Roles),
		Repositories: convert(g.Repos, func(repo migration.GateRepo) jsonGateRepo {
			return jsonGateRepo{repo.Name, nonNil(repo.Roles), repo.Judged, convert(repo.Left, func(left migration.Residue) jsonLeft {
				return jsonLeft{left.Symbol, left.What, locationOf(left.At)}
			})}
		}),
		Doubts: convert(g.Doubts, func(d migration.Doubt) jsonDoubt {
			if d.At.Repo == "" {
				return jsonDoubt{Text: d.Text}
			}
			at := locationOf(d.At)
			return jsonDoubt{d.Text, &at}
		}),
		Unseen: jsonUnseen{g.Unseen.Charts, g.Unseen.Units}, Coverage: jsonCoverageOf(&Report{Coverage: r.Coverage}),
	})
}
