// Package report gives findings and graphs to a reader: a person at a
// terminal, a code host, another program.
//
// Every format is one file that registers itself here, so that help texts,
// flags and the test that demands a golden output cannot miss one. All text
// that comes from a repository is escaped for its target, and an excerpt never
// shows what a mark says must stay hidden.
package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules"
)

// Report is what one run has to say.
type Report struct {
	Tool    string // name of the program
	Version string

	Findings []rules.Finding // sorted; suppressed ones carry their reason
	Coverage Coverage
	Rules    []RuleDoc    // of the rules that ran, for formats that explain them
	Marks    []facts.Mark // literals that no excerpt may show

	// Sources returns the text of a file of a linked repository. Nil or an
	// error leaves the excerpt out.
	Sources func(repo, file string) ([]byte, error)
	// Past returns the text that a commit brought, for findings in history.
	Past func(repo, file, commit string) ([]byte, error)
	// Dirs are the repositories' directories relative to where the reader
	// stands, slash separated; absent means the findings cannot be opened there.
	Dirs map[string]string

	Duration time.Duration // zero leaves it out, so that outputs can be compared
	Color    bool
	Quiet    bool // findings of warning and worse, no summary

	screened map[file]*screen // by screens
}

// RuleDoc explains a rule.
type RuleDoc struct {
	ID          string
	Title       string
	Description string // Markdown
	Remediation string
	Severity    rules.Severity
	Page        string // address of its page, empty when it has none
}

// Format is one way to write a Report.
type Format struct {
	Name  string
	Doc   string // one line for help
	Write func(io.Writer, *Report) error
}

var formats []Format

func register(f Format) Format {
	formats = append(formats, f)
	slices.SortFunc(formats, func(a, b Format) int { return strings.Compare(a.Name, b.Name) })
	return f
}

// Formats lists the formats by name.
func Formats() []Format { return slices.Clone(formats) }

// Write writes the report in a format. It fails for a name no format has and
// when the writer fails.
func Write(w io.Writer, format string, r *Report) error {
	for _, f := range formats {
		if f.Name == format {
			if err := f.Write(w, r); err != nil {
				return fmt.Errorf("write %s report: %w", format, err)
			}
			return nil
		}
	}
	return fmt.Errorf("write report: no format %q", format)
}

// active are the findings that count.
func (r *Report) active() []rules.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f rules.Finding) bool { return f.Suppressed != nil })
}

// counts are the active findings by severity, worst first.
func (r *Report) counts() []severityCount {
	list := []severityCount{{rules.Error, 0}, {rules.Warning, 0}, {rules.Info, 0}}
	for _, f := range r.active() {
		for i := range list {
			if list[i].severity == f.Severity {
				list[i].n++
			}
		}
	}
	return list
}

type severityCount struct {
	severity rules.Severity
	n        int
}

func (c severityCount) String() string {
	if c.severity == rules.Info {
		return fmt.Sprintf("%d info", c.n)
	}
	return plural(c.n, string(c.severity))
}

// tally says how many findings there are of each severity.
func (r *Report) tally() string {
	var parts []string
	for _, c := range r.counts() {
		if c.n > 0 {
			parts = append(parts, c.String())
		}
	}
	text := "no findings"
	if len(parts) > 0 {
		text = strings.Join(parts, ", ")
	}
	if suppressed := r.suppressed(); suppressed != "" {
		text += " (" + suppressed + ")"
	}
	return text
}

// suppressed counts what does not count, and for whom where other tools than
// tazlint were told to leave something alone.
func (r *Report) suppressed() string {
	total, by := 0, map[string]int{}
	for _, f := range r.Findings {
		if f.Suppressed != nil {
			total++
			by[f.Suppressed.Origin()]++
		}
	}
	text := fmt.Sprintf("%d suppressed", total)
	switch {
	case total == 0:
		return ""
	case by[rules.OwnTool] == total:
		return text
	}
	var parts []string
	for _, tool := range slices.Sorted(maps.Keys(by)) {
		parts = append(parts, fmt.Sprintf("%d by %s", by[tool], tool))
	}
	return text + ": " + strings.Join(parts, ", ")
}

// rank orders severities, worst first.
func rank(s rules.Severity) int {
	return slices.Index([]rules.Severity{rules.Error, rules.Warning, rules.Info}, s)
}

func plural(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case strings.HasSuffix(word, "y") && !strings.HasSuffix(word, "ey"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(word, "y"))
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// place names a symbol in a path, where hops follow each other: names that say
// their own kind stay as they are, others are named as a sentence would.
func place(s facts.Symbol) string {
	switch s.Kind() {
	case facts.VaultFile, facts.Pass, facts.EnvVar, facts.KV, facts.Infisical, facts.Backend, facts.Terraform, facts.Layer, facts.Script, facts.Host:
		return string(s)
	}
	return named(s)
}

// named names a symbol in a sentence.
func named(s facts.Symbol) string {
	if key := s.Key(); key != "" {
		return s.Title() + "#" + key
	}
	return s.Title()
}

// where is a position for a person.
func where(p facts.Pos) string {
	text := p.File
	if p.Repo != "" {
		text = p.Repo + "/" + p.File
	}
	if p.Line > 0 {
		text += fmt.Sprintf(":%d", p.Line)
		if p.Col > 0 {
			text += fmt.Sprintf(":%d", p.Col)
		}
	}
	return text
}

// pathText is the way of a secret to a finding in one line. A hop in the same
// directory is named by its file alone.
func pathText(f rules.Finding) string {
	var hops []string
	for _, s := range f.Path {
		if s.At == f.At {
			continue
		}
		hops = append(hops, place(s.Symbol)+nearby(s, f.At))
	}
	if len(hops) == 0 {
		return ""
	}
	return strings.Join(append(hops, "here"), " → ")
}

func nearby(s graph.Step, from facts.Pos) string {
	if s.At.File == "" || s.At.Line == 0 {
		return ""
	}
	file := s.At.Repo + "/" + s.At.File
	if s.At.Repo == from.Repo {
		file = s.At.File
		if dir, base := splitDir(s.At.File); dir == dirOf(from.File) {
			file = base
		}
	}
	return fmt.Sprintf(" (%s:%d)", file, s.At.Line)
}

func splitDir(file string) (dir, base string) {
	i := strings.LastIndexByte(file, '/')
	return file[:i+1], file[i+1:]
}

func dirOf(file string) string {
	dir, _ := splitDir(file)
	return dir
}
