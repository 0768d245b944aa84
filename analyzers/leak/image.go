package leak

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

// isImage recognises the description of a container image, by the names that
// docker and podman look for.
func isImage(f *source.File) bool {
	base := strings.ToLower(f.Base())
	for _, name := range []string{"dockerfile", "containerfile"} {
		if base == name || strings.HasPrefix(base, name+".") || strings.HasPrefix(base, name+"-") || f.Ext() == "."+name {
			return true
		}
	}
	return false
}

// imageFile judges what stays in every layer of an image: its variables, and
// what the commands that build it are given.
func imageFile(m *marks, f *source.File) {
	text, err := f.Text()
	if err != nil {
		return
	}
	m.judged = true
	whole := wholeFile(f, text)
	r := imageReader{text: text}
	for r.next() && !m.full() {
		p := whole.inside(r.body)
		switch r.keyword {
		case "ENV", "ARG":
			m.imageVariables(p, f, r.keyword)
		case "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL", "ADD":
			m.script(p, f.Symbol(), 1)
		case "COPY":
			if r.document {
				m.passage(p, f.Symbol(), 1)
			}
		}
	}
}

// older matches the older spelling of ENV, with a blank between one name and
// its value. Source: https://docs.docker.com/reference/dockerfile/#env.
var older = expr.New(`^([A-Za-z_][A-Za-z0-9_]*)[ \t]+(\S.*?)\s*$`)

// filled matches the variables of a value.
var filled = expr.New(`\$(?:\{[^}]*\}|[A-Za-z_]\w*)`)

// imageVariables judges the values of variables; their pairs are spelt like
// those of a shell.
func (m *marks) imageVariables(p passage, f *source.File, keyword string) {
	found := older.FindStringSubmatchIndex(p.text)
	if keyword != "ENV" || found == nil || strings.Contains(p.text[:found[3]], "=") {
		m.script(p, f.Symbol(), 1)
		return
	}
	name, from, to := p.text[found[2]:found[3]], found[4], found[5]
	if quote := p.text[from]; to-from > 1 && (quote == '"' || quote == '\'') && p.text[to-1] == quote {
		from, to = from+1, to-1
	}
	value := p.text[from:to]
	e := entry{name: name, value: value, on: f.Symbol().WithKey(name), at: p.at(from, to)}
	m.add(judge(name, value, filled.MatchString(value), literal.Field), e)
}

// imageReader reads the instructions of a description one after the other. It
// is no full parser: BuildKit's own lexer would bring its module along.
type imageReader struct {
	text []byte
	from int

	keyword  string
	body     *source.Excerpt // what follows the keyword and its options, on one line
	document bool            // the body is that of a here-document
}

var (
	imageWord   = expr.New(`(?i)^[ \t]*(?:ONBUILD[ \t]+)?([A-Z]+)(?:[ \t]+|$)`)
	imageOption = expr.New(`^--[a-z]+(?:[.-][a-z]+)*(?:=(?:"[^"]*"|\S+))?[ \t]+`)
	hereWord    = expr.New(`<<-?[ \t]*["']?([A-Za-z_][A-Za-z0-9_]*)["']?`)
	onlyHere    = expr.New(`^<<-?["']?[A-Za-z_][A-Za-z0-9_]*["']?[ \t]*(?:(?:/\S*/)?(?:ba|da|a)?sh(?:[ \t].*)?)?$`)
)

// line is the next line without its end, and whether there is one.
func (r *imageReader) line() (line []byte, from int, more bool) {
	if r.from >= len(r.text) {
		return nil, 0, false
	}
	line, from = r.text[r.from:], r.from
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	r.from += len(line) + 1
	return bytes.TrimSuffix(line, []byte("\r")), from, true
}

func isRemark(line []byte) bool {
	trimmed := bytes.TrimSpace(line)
	return len(trimmed) == 0 || trimmed[0] == '#'
}

// next reads the next instruction.
func (r *imageReader) next() bool {
	for {
		line, from, more := r.line()
		if !more {
			return false
		}
		head := imageWord.FindSubmatchIndex(line)
		if isRemark(line) || head == nil {
			continue
		}
		r.keyword, r.document = strings.ToUpper(string(line[head[2]:head[3]])), false
		r.body = &source.Excerpt{}
		r.join(line[head[1]:], from+head[1])
		return true
	}
}

// join reads on while lines go on below, and to the end of a here-document.
func (r *imageReader) join(line []byte, from int) {
	for option := imageOption.Find(line); option != nil; option = imageOption.Find(line) {
		line, from = line[len(option):], from+len(option)
	}
	for {
		trimmed := bytes.TrimRight(line, " \t")
		if !bytes.HasSuffix(trimmed, []byte(`\`)) {
			r.words(line, from)
			break
		}
		r.words(trimmed[:len(trimmed)-1], from)
		more := true
		for line, from, more = r.line(); more && isRemark(line); line, from, more = r.line() {
		}
		if !more {
			break
		}
	}
	if r.keyword == "RUN" || r.keyword == "COPY" || r.keyword == "ADD" {
		r.hereDocument()
	}
}

// words copies the words of a line. Those of a list in JSON lose its brackets
// and commas, so that a shell would read them alike.
func (r *imageReader) words(line []byte, from int) {
	if r.body.Text() != "" || !bytes.HasPrefix(line, []byte("[")) || !bytes.HasSuffix(bytes.TrimSpace(line), []byte("]")) {
		r.body.Copy(line, from)
		return
	}
	plain, quoted := bytes.Clone(line), false
	for i, c := range plain {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '[' || c == ']' || c == ','):
			plain[i] = ' '
		}
	}
	r.body.Copy(plain, from)
}

// hereDocument reads the lines that belong to an instruction. If they are all
// that it runs they take its place.
func (r *imageReader) hereDocument() {
	word := hereWord.FindStringSubmatch(r.body.Text())
	if word == nil {
		return
	}
	r.document = r.keyword != "RUN"
	alone := r.document || onlyHere.MatchString(strings.TrimSpace(r.body.Text()))
	if alone {
		r.body = &source.Excerpt{}
	} else {
		r.body.Put("\n", r.from)
	}
	for line, from, more := r.line(); more; line, from, more = r.line() {
		ends := string(bytes.TrimLeft(line, "\t")) == word[1]
		if !ends || !alone {
			r.body.Copy(line, from)
			r.body.Put("\n", from+len(line))
		}
		if ends {
			return
		}
	}
}
