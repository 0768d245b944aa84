package sops

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// notes are the metadata of a store that has no nested values: the fields of
// interest are plain texts there too.
type notes map[string]string

// selection is nil where there is no metadata.
func (n notes) selection() *selection {
	if n["mac"] == "" && n["lastmodified"] == "" && n["version"] == "" {
		return nil
	}
	return notedSelection(func(field string) string { return n[field] })
}

// dotenv reads lines of NAME=VALUE as the store of that name does: no quotes, no
// blanks, and metadata under names with a prefix.
func dotenv(f *source.File) *content {
	c := &content{whole: true}
	found := notes{}
	var before []string
	eachLine(f, func(number int, line string) {
		switch name, text, assigns := strings.Cut(line, "="); {
		case strings.HasPrefix(line, "#"):
			before = append(before, line[1:])
			return
		case strings.HasPrefix(name, "sops_"):
			found[strings.TrimPrefix(name, "sops_")] = text
		case assigns:
			c.add(value{names: []string{name}, comments: before, path: name, text: text, on: f.Symbol(), at: f.At(number, len(name)+2, len(text))})
		}
		before = nil
	})
	c.metadata = found.selection()
	return c
}

// ini reads sections of keys. Its library ties a comment to the key below it,
// and sops puts it behind that key: it is in force for the next one.
func ini(f *source.File) *content {
	c := &content{whole: true}
	found := notes{}
	section := "DEFAULT"
	var before, next []string
	eachLine(f, func(number int, line string) {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "":
		case strings.HasPrefix(trimmed, "#"), strings.HasPrefix(trimmed, ";"):
			next = append(next, strings.TrimLeft(trimmed, trimmed[:1]+" "))
		case strings.HasPrefix(trimmed, "["):
			section = strings.TrimSpace(strings.Trim(trimmed, "[]"))
			if section != "sops" {
				c.group(section)
			}
			before, next = next, nil
		default:
			at := strings.IndexAny(line, "=:")
			if at < 0 {
				return
			}
			name, text := strings.Trim(line[:at], " \t\"`"), strings.TrimSpace(line[at+1:])
			if section == "sops" {
				found[name] = text
				return
			}
			col := at + 2 + len(line[at+1:]) - len(strings.TrimLeft(line[at+1:], " \t"))
			c.add(value{names: []string{section, name}, comments: before, path: section + "." + name, text: text, on: f.Symbol(), at: f.At(number, col, len(text))})
			before, next = next, nil
		}
	})
	c.metadata = found.selection()
	return c
}

// text is a file of no format, which is one value.
func text(f *source.File) *content {
	content := &content{sort: shapeless, whole: true}
	text, err := f.Text()
	if err != nil {
		return content
	}
	content.add(value{names: []string{"data"}, path: "data", text: string(text), on: f.Symbol(), at: everything(f, text)})
	return content
}

// eachLine visits the lines of a file, without their ends; number counts from 1.
func eachLine(f *source.File, visit func(number int, line string)) {
	text, err := f.Text()
	if err != nil {
		return
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		visit(number, strings.TrimRight(line, "\r\n"))
	}
}

// everything is the range of a whole file.
func everything(f *source.File, text []byte) facts.Pos {
	at := f.At(1, 1, 0)
	at.EndLine, at.EndCol = bytes.Count(text, []byte("\n"))+1, len(text)-bytes.LastIndexByte(text, '\n')
	return at
}
