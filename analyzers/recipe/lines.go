package recipe

import (
	"bytes"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/source"
)

// line is a line of a file with the offset of its first byte.
type line struct {
	at    int
	text  []byte
	going bool // it goes on with the line before
}

func linesOf(text []byte) []line {
	var lines []line
	at, going := 0, false
	for l := range bytes.Lines(text) {
		content := bytes.TrimRight(l, "\r\n")
		lines = append(lines, line{at, content, going})
		at, going = at+len(l), bytes.HasSuffix(content, []byte("\\"))
	}
	return lines
}

// body is a line of a recipe without its indentation and the marks that keep
// it quiet or let it fail.
func (l line) body(marks string) extent {
	text := bytes.TrimLeft(l.text, " \t")
	if !l.going {
		text = bytes.TrimLeft(text, marks)
	}
	return extent{l.at + len(l.text) - len(text), l.at + len(l.text)}
}

// makeRecipes are the lines after a tab, target by target, and what make's
// function shell runs. Its conditionals and other functions are left as they are.
func makeRecipes(_ *source.File, text []byte) []recipe {
	all := calls(makeShell, text)
	var current recipe
	for _, l := range linesOf(text) {
		if bytes.HasPrefix(l.text, []byte("\t")) {
			current = append(current, l.body("@+-"))
			continue
		}
		if blank := len(bytes.TrimSpace(l.text)) == 0; !blank && current != nil {
			all, current = append(all, current), nil
		}
	}
	return append(all, current)
}

var shebang = expr.New(`^#!.*\b(\w+)\s*$`)

// justRecipes are the indented lines below a recipe's name, and the commands
// whose output becomes a variable. One that begins
// with #! is a script; those for other interpreters are left out.
func justRecipes(_ *source.File, text []byte) []recipe {
	all := calls(backticks, text)
	var current recipe
	foreign := false
	end := func() {
		if !foreign {
			all = append(all, current)
		}
		current, foreign = nil, false
	}
	for _, l := range linesOf(text) {
		indented := bytes.HasPrefix(l.text, []byte(" ")) || bytes.HasPrefix(l.text, []byte("\t"))
		switch {
		case indented:
			e := l.body("@-")
			if m := shebang.FindSubmatch(text[e.from:e.to]); len(current) == 0 && m != nil {
				foreign = !bytes.HasSuffix(m[1], []byte("sh"))
			}
			current = append(current, e)
		case len(bytes.TrimSpace(l.text)) > 0:
			end()
		}
	}
	end()
	return all
}

// run matches the start of a command of a mise task.
var run = expr.New(`(?m)^\s*run\s*=\s*`)

// miseRecipes are the strings of each "run": one, or a list of them. Strings
// in double quotes that hold escapes are left out.
func miseRecipes(_ *source.File, text []byte) []recipe {
	var all []recipe
	for _, m := range run.FindAllIndex(text, maxRecipes) {
		at, list := m[1], false
		if at < len(text) && text[at] == '[' {
			at, list = at+1, true
		}
		var r recipe
		for {
			e, next := tomlString(text, at)
			if next < 0 {
				break
			}
			if !bytes.ContainsRune(text[e.from:e.to], '\\') || text[e.from-1] == '\'' {
				r = append(r, e)
			}
			if at = next; !list {
				break
			}
		}
		all = append(all, r)
	}
	return all
}

// tomlString is the next string of a value, and where to go on; negative where
// the value ends.
func tomlString(text []byte, at int) (extent, int) {
	for at < len(text) && bytes.IndexByte([]byte(" \t\r\n,"), text[at]) >= 0 {
		at++
	}
	for _, quote := range []string{`"""`, `'''`, `"`, `'`} {
		if !bytes.HasPrefix(text[at:], []byte(quote)) {
			continue
		}
		from := at + len(quote)
		length := bytes.Index(text[from:], []byte(quote))
		if length < 0 {
			return extent{}, -1
		}
		return extent{from, from + length}, from + length + len(quote)
	}
	return extent{}, -1
}
