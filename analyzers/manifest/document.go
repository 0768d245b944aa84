package manifest

import (
	"bytes"
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Document is one YAML document of a file.
type Document struct {
	File  *source.File // nil for text inside another file
	Index int          // place among the documents of the file, from 0
	Line  int          // 1-based line on which the document's text starts
	Root  *Node        // its root node, nil when empty or faulty
	Fault *Fault       // why it could not be used

	lines  []string // of the whole file, without line ends
	origin func(line, col int) facts.Pos
	extent func(line, col, width int) facts.Pos // of text that was printed by a template
	raw    bool                                 // scalars are the file's text as it stands
}

// Fault is a document that could not be used: a kind of problem and a line,
// never the text.
type Fault struct {
	Line   int
	Code   facts.Fault
	Detail string
}

type documentsKey struct{}

// Documents are the YAML documents of a file, or the one of a file of JSON,
// parsed once however many front ends ask. Files that are binary or too large
// have none.
func Documents(f *source.File) []*Document {
	return f.Once(documentsKey{}, func() any {
		if IsJSON(f) {
			return jsonDocuments(f)
		}
		docs, _ := Parse(f)
		return docs
	}).([]*Document)
}

// Parse splits a file into its documents and parses each on its own, so that a
// bad document does not hide the next. Faults are those of the documents, or
// the one of a file that cannot be read.
func Parse(f *source.File) ([]*Document, []Fault) {
	text, err := f.Text()
	if err != nil {
		return nil, []Fault{{Line: 1, Code: unreadable(err), Detail: err.Error()}}
	}
	docs := parse(text)
	var faults []Fault
	for _, d := range docs {
		d.File = f
		if d.Fault != nil {
			faults = append(faults, *d.Fault)
		}
	}
	return docs, faults
}

func unreadable(err error) facts.Fault {
	if err == source.ErrTooLarge {
		return facts.FaultTooLarge
	}
	return facts.FaultUnreadable
}

// IsYAML reports whether a file's name says that it holds YAML.
func IsYAML(f *source.File) bool { return f.Ext() == ".yaml" || f.Ext() == ".yml" }

// templateExt are the endings of files that some tool turns into YAML first.
var templateExt = []string{".j2", ".tpl", ".tmpl", ".gotmpl", ".jinja", ".jinja2"}

// IsTemplate reports whether a file is the input of a template engine, so that
// it need not be valid YAML: by ending, below templates/ of a Helm chart, or
// below templates/ of an Ansible role.
func IsTemplate(t *source.Tree, f *source.File) bool {
	for _, ext := range templateExt {
		if strings.HasSuffix(f.Path, ext) || strings.Contains(f.Base(), ext+".") {
			return true
		}
	}
	for dir := path.Dir(f.Path); dir != "."; dir = path.Dir(dir) {
		if path.Base(dir) != "templates" {
			continue
		}
		parent := path.Dir(dir)
		if t.File(path.Join(parent, "Chart.yaml")) != nil || path.Base(path.Dir(parent)) == "roles" {
			return true
		}
	}
	return false
}

func parse(text []byte) []*Document {
	lines := splitLines(text)
	var docs []*Document
	for _, part := range split(lines) {
		d := &Document{Index: len(docs), Line: part.from + 1, lines: lines}
		d.load(part.text(lines))
		docs = append(docs, d)
	}
	return docs
}

func splitLines(text []byte) []string {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}

// span is a range of lines, the end exclusive.
type span struct{ from, to int }

func (s span) text(lines []string) string { return strings.Join(lines[s.from:s.to], "\n") + "\n" }

// split finds the documents of a file: a line "---" starts one, "..." ends one.
// Spans that hold nothing but comments are left out.
func split(lines []string) []span {
	var spans []span
	start := 0
	add := func(end int) {
		if hasContent(lines[start:end]) {
			spans = append(spans, span{start, end})
		}
	}
	for i, line := range lines {
		switch {
		case isMarker(line, "---"):
			add(i)
			start = i
		case isMarker(line, "..."):
			add(i)
			start = i + 1
		}
	}
	add(len(lines))
	return spans
}

func isMarker(line, marker string) bool {
	rest, found := strings.CutPrefix(line, marker)
	return found && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

func hasContent(lines []string) bool {
	for _, line := range lines {
		line = strings.TrimSpace(strings.TrimPrefix(line, "---"))
		if line != "" && line[0] != '#' && line[0] != '%' {
			return true
		}
	}
	return false
}
