package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// foldedRows is how many rows of a table are shown unfolded.
const foldedRows = 25

// planMarkdown writes a story as Markdown.
type planMarkdown struct{ *bufio.Writer }

func writePlanMarkdown(w io.Writer, p *migration.Plan) error {
	m := planMarkdown{bufio.NewWriter(w)}
	s := tell(p)
	fmt.Fprintf(m, "## %s\n\n**%s**\n\n", markdownCell(s.title), markdownCell(s.verdict))
	m.bullets("-", s.lead)
	m.why(s.why)
	if len(s.next) > 0 {
		fmt.Fprint(m, "### Next\n\n")
		m.bullets("1.", s.next)
	}
	m.numbers(s.numbers)
	for _, c := range s.chapters {
		m.chapter(c, s.waves)
	}
	m.bullets("-", s.covered)
	return m.Flush()
}

// markdownCell is text that stays within its cell.
func markdownCell(s string) string { return markdownText(clipped(s)) }

func (m planMarkdown) bullets(mark string, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(m, "%s %s\n", mark, markdownCell(line))
	}
	if len(lines) > 0 {
		fmt.Fprintln(m)
	}
}

func (m planMarkdown) why(items []item) {
	if len(items) > 0 {
		fmt.Fprint(m, "### Why\n\n")
		m.table(items)
	}
}

func (m planMarkdown) numbers(all []number) {
	if len(all) == 0 {
		return
	}
	fmt.Fprint(m, "### Counts\n\n| | total | of which |\n|---|---:|---|\n")
	for _, n := range all {
		fmt.Fprintf(m, "| %s | %d | %s |\n", markdownCell(n.of), n.total, markdownCell(n.partsText()))
	}
	fmt.Fprintln(m)
}

func (m planMarkdown) chapter(c chapter, waves []migration.Wave) {
	fmt.Fprintf(m, "### %s\n\n", markdownCell(c.title))
	if c.intro != "" {
		fmt.Fprintf(m, "*%s*\n\n", markdownCell(c.intro))
	}
	if c.id == "waves" {
		m.picture(waves)
	}
	for _, s := range c.sections {
		if s.title != "" {
			fmt.Fprintf(m, "#### %s\n\n", markdownCell(s.title))
		}
		if s.note != "" {
			fmt.Fprintf(m, "*%s*\n\n", markdownCell(s.note))
		}
		m.table(s.items)
	}
}

// table writes items, a long one folded.
func (m planMarkdown) table(items []item) {
	folded := len(items) > foldedRows
	if folded {
		fmt.Fprintf(m, "<details><summary>%s</summary>\n\n", plural(len(items), "row"))
	}
	m.rows(items)
	fmt.Fprintln(m)
	if folded {
		fmt.Fprint(m, "</details>\n\n")
	}
}

// markdownColumns are the columns of a table; one that no item fills is left out.
var markdownColumns = []struct {
	title string
	cell  func(item) string
}{
	{"", func(i item) string { return markdownCell(i.mark) }},
	{"what", func(i item) string { return markdownCell(i.text) }},
	{"where", func(i item) string {
		return lines(i.at, func(at facts.Pos) string { return markdownCell(where(at)) })
	}},
	{"details", func(i item) string { return lines(i.details, markdownLine) }},
}

func (m planMarkdown) rows(items []item) {
	rows := make([]string, len(items)+2)
	for _, c := range markdownColumns {
		if !slices.ContainsFunc(items, func(i item) bool { return c.cell(i) != "" }) {
			continue
		}
		rows[0] += "| " + c.title + " "
		rows[1] += "|---"
		for i, one := range items {
			rows[i+2] += "| " + c.cell(one) + " "
		}
	}
	for _, row := range rows {
		fmt.Fprintln(m, row+"|")
	}
}

// markdownLine is a detail in one line.
func markdownLine(one item) string {
	text := markdownCell(one.text)
	if one.mark != "" {
		text += " (" + markdownCell(one.mark) + ")"
	}
	for _, at := range one.at {
		text += ", " + markdownCell(where(at))
	}
	return text
}

// lines puts texts below each other in a cell.
func lines[T any](all []T, text func(T) string) string {
	parts := make([]string, len(all))
	for i, one := range all {
		parts[i] = text(one)
	}
	return strings.Join(parts, "<br>")
}

// picture draws the waves, if that says more than a list.
func (m planMarkdown) picture(waves []migration.Wave) {
	nodes := 0
	for _, w := range waves {
		nodes += len(w.Consumers)
	}
	if len(waves) < 2 || nodes > pictureLimit {
		return
	}
	fmt.Fprint(m, "```mermaid\nflowchart TD\n")
	node := 0
	for _, w := range waves {
		fmt.Fprintf(m, "  subgraph w%d[\"wave %d\"]\n", w.Number, w.Number)
		for _, s := range w.Consumers {
			fmt.Fprintf(m, "    n%d[\"%s\"]\n", node, mermaidText(clipped(named(s))))
			node++
		}
		fmt.Fprintln(m, "  end")
	}
	for i := range waves[1:] {
		fmt.Fprintf(m, "  w%d --> w%d\n", waves[i].Number, waves[i+1].Number)
	}
	fmt.Fprint(m, "```\n\n")
}
