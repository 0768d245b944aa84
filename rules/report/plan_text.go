package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// planWidth is how many columns the text of a plan keeps to where names let it.
const planWidth = 100

// planText prints a story for a terminal.
type planText struct{ *bufio.Writer }

func writePlanText(w io.Writer, p *migration.Plan) error {
	t := planText{bufio.NewWriter(w)}
	s := tell(p)
	t.flow("", s.title)
	t.flow("", s.verdict)
	for _, line := range s.lead {
		t.flow("  ", line)
	}
	t.list("why", s.why)
	if len(s.next) > 0 {
		fmt.Fprint(t, "\nnext\n")
		for i, line := range s.next {
			t.flow(fmt.Sprintf("  %d. ", i+1), line)
		}
	}
	t.numbers(s.numbers)
	for _, c := range s.chapters {
		t.chapter(c)
	}
	if len(s.covered) > 0 {
		fmt.Fprintln(t)
	}
	for _, line := range s.covered {
		t.flow("", line)
	}
	return t.Flush()
}

// numbers prints the counts in columns.
func (t planText) numbers(all []number) {
	if len(all) == 0 {
		return
	}
	fmt.Fprint(t, "\ncounts\n")
	name, total := 0, 0
	for _, n := range all {
		name, total = max(name, len(n.of)), max(total, len(fmt.Sprint(n.total)))
	}
	for _, n := range all {
		var parts []string
		for _, part := range n.parts {
			parts = append(parts, fmt.Sprintf("%d %s,", part.N, clipped(part.Name)))
		}
		if last := len(parts) - 1; last >= 0 {
			parts[last] = strings.TrimSuffix(parts[last], ",")
		}
		t.chunks(fmt.Sprintf("  %-*s  %*d  ", name, n.of, total, n.total), parts)
	}
}

func (t planText) chapter(c chapter) {
	title := strings.ToUpper(c.title)
	if c.intro != "" {
		title += ": " + c.intro
	}
	fmt.Fprintln(t)
	t.flow("", title)
	for i, s := range c.sections {
		if s.title == "" {
			t.items("  ", s.items)
			continue
		}
		if i > 0 {
			fmt.Fprintln(t)
		}
		heading := s.title
		if s.note != "" {
			heading += "; " + s.note
		}
		t.flow("  ", heading)
		t.items("    ", s.items)
	}
}

func (t planText) list(title string, items []item) {
	if len(items) > 0 {
		fmt.Fprintf(t, "\n%s\n", title)
		t.items("  ", items)
	}
}

// items prints a list with its marks in a column.
func (t planText) items(indent string, items []item) {
	width := 0
	for _, one := range items {
		width = max(width, utf8.RuneCountInString(one.mark))
	}
	for _, one := range items {
		lead := indent
		if width > 0 {
			lead += fmt.Sprintf("%-*s  ", width, one.mark)
		}
		t.item(lead, one)
	}
}

// item prints one, with its position beside it where there is one and it fits.
func (t planText) item(lead string, one item) {
	places := placesOf(one.at)
	text := one.text
	if len(places) == 1 && utf8.RuneCountInString(lead+text+places[0])+3 <= planWidth {
		text, places = text+" ("+places[0]+")", nil
	}
	t.flow(lead, text)
	below := strings.Repeat(" ", utf8.RuneCountInString(lead))
	for _, p := range places {
		fmt.Fprintln(t, below+"--> "+visible(p))
	}
	if one.mark == "" {
		below += "  " // what belongs to it is not told by a column
	}
	t.items(below, one.details)
}

func placesOf(all []facts.Pos) []string {
	places := make([]string, len(all))
	for i, at := range all {
		places[i] = where(at)
	}
	return places
}

// flow prints words after a lead, broken between words into lines that begin
// below the first. An arrow stays with what it points at.
func (t planText) flow(lead, text string) {
	var chunks []string
	for word := range strings.FieldsSeq(clipped(text)) {
		if last := len(chunks) - 1; last >= 0 && chunks[last] == "→" {
			chunks[last] += " " + word
			continue
		}
		chunks = append(chunks, word)
	}
	t.chunks(lead, chunks)
}

// chunks prints what must not be broken.
func (t planText) chunks(lead string, chunks []string) {
	margin := strings.Repeat(" ", utf8.RuneCountInString(lead))
	line, used := lead, len(margin)
	for i, chunk := range chunks {
		chunk = visible(chunk)
		size := utf8.RuneCountInString(chunk)
		switch {
		case i == 0:
		case used+1+size > planWidth:
			fmt.Fprintln(t, line)
			line, used = margin, len(margin)
		default:
			line, used = line+" ", used+1
		}
		if strings.TrimSpace(line) == "" {
			chunk = disarmed(chunk)
		}
		line, used = line+chunk, used+size
	}
	fmt.Fprintln(t, strings.TrimRight(line, " "))
}

// disarmed is the beginning of a line that a runner of workflows does not take
// for a command: actions/runner looks for them behind leading spaces too.
func disarmed(s string) string {
	if strings.HasPrefix(s, "::") || strings.HasPrefix(s, "##[") {
		return fmt.Sprintf(`\x%02x`, s[0]) + s[1:]
	}
	return s
}
