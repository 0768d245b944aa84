package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tazzo/tazlint/rules"
)

var _ = register(Format{
	Name:  "text",
	Doc:   "sentences with source excerpts, for a person at a terminal",
	Write: writeText,
})

// style is the SGR code of a severity or part of the layout.
type style string

const (
	styleRed    style = "1;31"
	styleYellow style = "1;33"
	styleBlue   style = "1;34"
	styleCyan   style = "36"
	styleBold   style = "1"
	styleDim    style = "2"
)

var severityStyle = map[rules.Severity]style{rules.Error: styleRed, rules.Warning: styleYellow, rules.Info: styleCyan}

// textWriter prints in the layout that Rust's compiler made familiar.
type textWriter struct {
	*bufio.Writer
	color bool
}

func writeText(w io.Writer, r *Report) error {
	t := textWriter{bufio.NewWriter(w), r.Color}
	for _, f := range r.active() {
		switch {
		case f.Severity != rules.Info:
			t.finding(r, f)
		case !r.Quiet:
			t.compact(f)
		}
	}
	if !r.Quiet {
		t.summary(r)
	}
	return t.Flush()
}

func (t textWriter) paint(s style, text string) string {
	if !t.color {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (t textWriter) title(f rules.Finding) string {
	return t.paint(severityStyle[f.Severity], fmt.Sprintf("%s[%s]", f.Severity, visible(f.Rule)))
}

func (t textWriter) compact(f rules.Finding) {
	fmt.Fprintf(t, "%s: %s %s\n", t.title(f), visible(f.Message), t.paint(styleDim, "("+visible(wherever(f))+")"))
}

func (t textWriter) finding(r *Report, f rules.Finding) {
	number := fmt.Sprint(max(f.At.Line, 1))
	gutter := strings.Repeat(" ", len(number))
	fmt.Fprintf(t, "%s%s\n", t.title(f), t.paint(styleBold, ": "+visible(f.Message)))
	fmt.Fprintf(t, "%s%s %s\n", gutter, t.paint(styleBlue, "-->"), visible(wherever(f)))
	note := visible(f.Note)
	if e, ok := r.excerptOf(f); ok {
		bar := t.paint(styleBlue, gutter+" |")
		fmt.Fprintln(t, bar)
		fmt.Fprintf(t, "%s %s\n", t.paint(styleBlue, number+" |"), e.text)
		carets := strings.Repeat("^", e.width)
		pointer := t.paint(severityStyle[f.Severity], strings.TrimSpace(carets+" "+note))
		fmt.Fprintf(t, "%s %s%s\n", bar, strings.Repeat(" ", e.col), pointer)
		note = ""
	}
	t.detail(gutter, "note", note)
	t.detail(gutter, "commit", visible(commitText(f)))
	t.detail(gutter, "path", visible(pathText(f)))
	for _, related := range f.Related {
		t.detail(gutter, "see", visible(where(related.At)+" "+related.Message))
	}
	t.detail(gutter, "help", visible(f.Remediation))
	fmt.Fprintln(t)
}

func (t textWriter) detail(gutter, name, text string) {
	if text != "" {
		fmt.Fprintf(t, "%s %s %s\n", gutter, t.paint(styleBlue, "="), t.paint(styleBold, name+":")+" "+text)
	}
}

func (t textWriter) summary(r *Report) {
	fmt.Fprintln(t, t.paint(styleBold, r.tally()))
	for _, line := range r.Coverage.lines() {
		fmt.Fprintln(t, visible(line))
	}
	if r.Duration > 0 {
		fmt.Fprintf(t, "time: %s\n", r.Duration.Round(time.Millisecond))
	}
}
