// Package chart evaluates the templates of Helm charts as far as the values
// that are known allow. It runs no function but its own few, opens no file, and
// every step is counted: a chart of a repository is hostile input.
//
// What is not known never becomes a guess. A value that nothing in the
// repository decides is printed as a placeholder, <<.Values.name>>, which makes
// the name it stands in a templated one. Where it would decide what text there
// is (a condition, a loop, a block), the text around it is told as doubtful.
package chart

import (
	"slices"
	"strings"
	"text/template/parse"
)

// Unknown is a value that the repository does not decide.
type Unknown struct{ Label string } // what asked for it, for the placeholder

// Release is one installation of a chart.
type Release struct {
	Name, Namespace string
	Chart           map[string]any // of Chart.yaml, its keys with a capital letter
	Values          any            // a map of all values, or Unknown
}

// Template is a file of a chart's templates.
type Template struct{ Name, Text string }

// Extent is a range of bytes, the end exclusive.
type Extent struct{ From, To int }

// Output is the text that a template makes.
type Output struct {
	Text   string
	Doubts []Extent // parts of Text that may be otherwise, or absent
	Failed bool     // nothing is known of the text

	pieces []piece
}

// piece is a stretch of output: text of the template as it stands, or what one
// action printed.
type piece struct {
	at     int    // offset in the output
	source Extent // in the template
	action bool
}

// Source is the part of the template that a part of the output comes from.
func (o *Output) Source(e Extent) Extent {
	return Extent{o.source(e.From).From, o.source(max(e.From, e.To-1)).To}
}

func (o *Output) source(offset int) Extent {
	low, high := 0, len(o.pieces)
	for low+1 < high {
		if mid := (low + high) / 2; o.pieces[mid].at <= offset {
			low = mid
		} else {
			high = mid
		}
	}
	if len(o.pieces) == 0 {
		return Extent{}
	}
	p := o.pieces[low]
	if p.action {
		return p.source
	}
	from := min(p.source.From+offset-p.at, p.source.To)
	return Extent{from, from + 1}
}

// Limits of one chart. Real charts stay far below them; beyond them nothing is
// known of a template.
const (
	maxTemplate = 256 << 10 // bytes of a template: bounds the parser's recursion
	maxOutput   = 4 << 20
	maxSteps    = 400_000
	maxDepth    = 60 // calls of templates and values nested in each other
)

// Render evaluates each template of a release. Those whose base name begins
// with "_", or that are no YAML, only define what others include.
func (r Release) Render(templates []Template) []Output {
	e := &evaluator{release: r, defined: map[string]*parse.Tree{}}
	mains := make([]*parse.Tree, len(templates))
	for i, t := range templates {
		mains[i] = e.define(t)
	}
	out := make([]Output, len(templates))
	for i, t := range templates {
		out[i] = e.execute(t, mains[i], e.root())
	}
	for i := range out {
		out[i].Failed = out[i].Failed || e.changed
	}
	return out
}

// define parses a template; nil where that is impossible.
func (e *evaluator) define(t Template) *parse.Tree {
	if len(t.Text) > maxTemplate {
		return nil
	}
	main, set := parse.New(t.Name), map[string]*parse.Tree{}
	main.Mode = parse.SkipFuncCheck
	if _, err := safeParse(main, t.Text, set); err != nil {
		return nil
	}
	for name, tree := range set {
		if name != t.Name {
			e.defined[name] = tree
		}
	}
	return main
}

type parserError string

func (e parserError) Error() string { return string(e) }

func safeParse(t *parse.Tree, text string, set map[string]*parse.Tree) (_ *parse.Tree, err error) {
	defer func() {
		if recover() != nil {
			err = parserError("parser stopped")
		}
	}()
	return t.Parse(text, "", "", set)
}

// giveUp ends the evaluation of a template of which nothing can be said.
type giveUp struct{}

// execute evaluates one template.
func (e *evaluator) execute(t Template, tree *parse.Tree, dot any) (out Output) {
	if tree == nil {
		return Output{Failed: true}
	}
	defer func() {
		if recover() != nil {
			out = Output{Failed: true}
		}
	}()
	w := &writer{text: t.Text}
	e.steps, e.depth = 0, 0
	if tree.Root != nil {
		e.list(tree.Root, frame{dot: dot, vars: &scope{names: map[string]any{"$": dot}}, out: w})
	}
	return Output{Text: w.b.String(), Doubts: w.doubts, pieces: w.pieces}
}

// writer collects output and remembers where it comes from.
type writer struct {
	text   string // of the template
	b      strings.Builder
	pieces []piece
	doubts []Extent
	hidden bool // inside an included template: positions mean nothing
}

func (w *writer) literal(offset int, text string) {
	w.add(piece{at: w.b.Len(), source: Extent{offset, offset + len(text)}}, text)
}

func (w *writer) action(at Extent, text string) {
	w.add(piece{at: w.b.Len(), source: at, action: true}, text)
}

func (w *writer) add(p piece, text string) {
	if w.b.Len()+len(text) > maxOutput {
		panic(giveUp{})
	}
	if text != "" {
		w.b.WriteString(text)
		if !w.hidden {
			w.pieces = append(w.pieces, p)
		}
	}
}

// doubt marks what was written since an offset. Line ends and document
// markers at its edges belong to what stands around it.
func (w *writer) doubt(from int) {
	text := w.b.String()[from:]
	inner := strings.TrimLeft(text, "- \t\r\n")
	from += len(text) - len(inner)
	to := from + len(strings.TrimRight(inner, "- \t\r\n"))
	w.doubts = append(w.doubts, Extent{from, to})
}

// alone reports whether an action is all there is on its line.
func (w *writer) alone(at Extent) bool {
	out := w.b.String()
	before := out[strings.LastIndexByte(out, '\n')+1:]
	after, _, _ := strings.Cut(w.text[min(at.To, len(w.text)):], "\n")
	return strings.TrimSpace(before) == "" && strings.TrimSpace(after) == ""
}

// extent finds the delimiters around a byte of an action.
func (w *writer) extent(pos int) Extent {
	pos = min(max(pos, 0), len(w.text))
	from := strings.LastIndex(w.text[:pos], "{{")
	to := closing(w.text, pos)
	if from < 0 || w.hidden {
		return Extent{pos, pos}
	}
	return Extent{from, to}
}

// closing is the end of the action around a byte, past strings in it.
func closing(text string, pos int) int {
	for i := pos; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; i < len(text) && text[i] != '"' && text[i] != '\n'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '`':
			if end := strings.IndexByte(text[i+1:], '`'); end >= 0 {
				i += end + 1
			}
		case '}':
			if strings.HasPrefix(text[i:], "}}") {
				return i + 2
			}
		}
	}
	return len(text)
}

// Doubtful reports whether a doubt touches a part of the output.
func (o *Output) Doubtful(e Extent) bool {
	return slices.ContainsFunc(o.Doubts, func(d Extent) bool { return d.From < e.To && e.From < max(d.To, d.From+1) })
}
