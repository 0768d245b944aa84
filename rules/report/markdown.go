package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/tazzo/tazlint/rules"
)

var _ = register(Format{
	Name:  "markdown",
	Doc:   "a summary with tables and a picture of the affected flow, for step summaries",
	Write: writeMarkdown,
})

// pictureLimit keeps the picture of the affected flow readable.
const pictureLimit = 40

func writeMarkdown(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "## tazlint: %s\n\n", markdownText(r.tally()))
	if list := r.worstFirst(); len(list) > 0 {
		fmt.Fprint(out, "| severity | rule | where | finding |\n|---|---|---|---|\n")
		for _, f := range list {
			fmt.Fprintf(out, "| %s | %s | %s | %s |\n", f.Severity, markdownText(f.Rule), markdownText(wherever(f)), markdownText(f.Message))
		}
		fmt.Fprintln(out)
		affectedFlow(out, list)
	}
	for _, line := range r.Coverage.lines() {
		fmt.Fprintf(out, "- %s\n", markdownText(line))
	}
	return out.Flush()
}

// affectedFlow draws the paths of the findings.
func affectedFlow(w io.Writer, list []rules.Finding) {
	picture := newMermaid()
	for _, f := range list {
		for i := 1; i < len(f.Path); i++ {
			if len(picture.ids) < pictureLimit {
				picture.edge(f.Path[i-1].Symbol, f.Path[i].Symbol, string(f.Path[i-1].Rel), "-->")
			}
		}
	}
	if len(picture.ids) > 0 {
		fmt.Fprintf(w, "```mermaid\n%s```\n\n", picture)
	}
}
