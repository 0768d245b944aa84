package rewrite

import (
	"bytes"
	"strings"
)

// hclEdits are those of an object that is written in HCL: key = "NAME".
func hclEdits(text []byte, offset int, new content) (edits, error) {
	begin := bytes.LastIndexByte(text[:offset], '\n') + 1
	stop := len(text)
	if next := bytes.IndexByte(text[offset:], '\n'); next >= 0 {
		stop = offset + next
	}
	open := bytes.LastIndexByte(text[begin:min(offset+1, stop)], '"')
	if open < 0 {
		return nil, errNotFound
	}
	open += begin
	width := bytes.IndexByte(text[open+1:stop], '"')
	if width < 0 || bytes.ContainsAny(text[open+1:open+1+width], `$%\`) {
		return nil, errDynamic
	}
	end := open + 1 + width
	all := edits{{open + 1, end, new.name}}
	name, value := "property", new.property
	if new.store {
		if name, value = "kind", new.kind; value == "" {
			return all, nil
		}
	}
	return neighbour(text, begin, open, end+1, all, name, value)
}

// neighbour sets an attribute in the object around another one.
func neighbour(text []byte, begin, open, end int, all edits, name, value string) (edits, error) {
	from, to, ok := object(text, open)
	if !ok {
		return nil, errLone
	}
	if at, width, found := attribute(text[from:to], name); found {
		return append(all, edit{from + at, from + at + width, value}), nil
	}
	if value == "" {
		return all, nil
	}
	written := name + ` = "` + value + `"`
	if bytes.IndexByte(text[from:to], '\n') < 0 {
		return append(all, edit{end, end, ", " + written}), nil
	}
	start := begin + len(text[begin:open]) - len(bytes.TrimLeft(text[begin:open], " \t"))
	return append(all, insertLine(text, start, end, written)), nil
}

// object is what stands between the braces around a place.
func object(text []byte, at int) (from, to int, ok bool) {
	depth := 0
	for from = at; from > 0; from-- {
		switch text[from-1] {
		case '}':
			depth++
		case '{':
			if depth == 0 {
				end := bytes.IndexByte(text[at:], '}')
				return from, at + end, end >= 0
			}
			depth--
		}
	}
	return 0, 0, false
}

// attribute is the text between the quotes of an attribute of an object.
func attribute(object []byte, name string) (at, width int, ok bool) {
	for rest := 0; rest < len(object); {
		i := bytes.Index(object[rest:], []byte(name))
		if i < 0 {
			return 0, 0, false
		}
		i += rest
		after := strings.TrimLeft(string(object[i+len(name):]), " \t")
		if (i == 0 || strings.ContainsAny(string(object[i-1]), " \t\n{,")) && (strings.HasPrefix(after, "=") || strings.HasPrefix(after, ":")) {
			quote := bytes.IndexByte(object[i:], '"')
			if quote < 0 {
				return 0, 0, false
			}
			start := i + quote + 1
			end := bytes.IndexByte(object[start:], '"')
			return start, end, end >= 0
		}
		rest = i + len(name)
	}
	return 0, 0, false
}
