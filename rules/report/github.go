package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/rules"
)

var _ = register(Format{
	Name:  "github",
	Doc:   "workflow commands that GitHub shows as annotations",
	Write: writeGitHub,
})

// githubLimit is how many annotations of one level GitHub keeps per step.
const githubLimit = 10

var githubLevel = map[rules.Severity]string{rules.Error: "error", rules.Warning: "warning", rules.Info: "notice"}

func writeGitHub(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	shown := map[rules.Severity]int{}
	for _, f := range r.worstFirst() {
		if shown[f.Severity]++; shown[f.Severity] <= githubLimit {
			fmt.Fprintf(out, "::%s %s::%s\n", githubLevel[f.Severity], r.annotation(f), workflowData(annotationLines(f)...))
		}
	}
	var rest []string
	for _, c := range r.counts() {
		if c.n > githubLimit {
			rest = append(rest, severityCount{c.severity, c.n - githubLimit}.String())
		}
	}
	summary := r.tally()
	if len(rest) > 0 {
		summary += "; not shown as annotations: " + strings.Join(rest, ", ")
	}
	fmt.Fprintln(out, "tazlint:", visible(summary))
	return out.Flush()
}

// worstFirst are the active findings by severity, otherwise in their order.
func (r *Report) worstFirst() []rules.Finding {
	list := r.active()
	slices.SortStableFunc(list, func(a, b rules.Finding) int { return cmp.Compare(rank(a.Severity), rank(b.Severity)) })
	return list
}

// annotation is where GitHub puts a finding. A file outside the checkout can
// carry none, nor one that only history has; the place is part of the text.
func (r *Report) annotation(f rules.Finding) string {
	title := "title=" + workflowProperty(f.Rule)
	at := f.At
	if f.Commit.ID != "" {
		at = f.Commit.Stands
	}
	dir, known := r.Dirs[at.Repo]
	if !known || dir == ".." || strings.HasPrefix(dir, "../") || path.IsAbs(dir) || at.File == "" {
		return title
	}
	props := []string{"file=" + workflowProperty(path.Join(dir, at.File))}
	if at.Line > 0 {
		props = append(props, fmt.Sprintf("line=%d,endLine=%d", at.Line, max(at.Line, at.EndLine)))
	}
	if at.Col > 0 && at.EndCol > at.Col && at.EndLine == at.Line {
		props = append(props, fmt.Sprintf("col=%d,endColumn=%d", at.Col, at.EndCol))
	}
	return strings.Join(append(props, title), ",")
}

func annotationLines(f rules.Finding) []string {
	lines := []string{f.Message, "at " + where(f.At)}
	if f.Note != "" {
		lines[0] += " (" + f.Note + ")"
	}
	if brought := commitText(f); brought != "" {
		lines = append(lines, "commit: "+brought)
	}
	if p := pathText(f); p != "" {
		lines = append(lines, "path: "+p)
	}
	if f.Remediation != "" {
		lines = append(lines, "help: "+f.Remediation)
	}
	return lines
}
