package shelltext

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// Literal is a text that stands in a script, under the name that it is given to.
type Literal struct {
	Name     string
	Sort     Sort
	Secret   Object // of an entry: the Secret that is made
	Value    string // what expands stands as Hole
	Partial  bool   // something expands
	From, To int    // where it stands in the text, quotes included if they are its own
	Passage  *source.Excerpt
}

// Sort is what the place of a literal makes of it.
type Sort int

// The sorts.
const (
	Plain   Sort = iota
	Kept         // written to a store of secrets
	Entry        // of a Secret
	Loose        // a word of a command, in which only addresses count
	Below        // a text of its own, as here-documents are: see Passage
	Program      // a text that a shell reads
	Query        // a statement of SQL
)

// Object names a Secret as far as the command does that makes it.
type Object struct{ Namespace, Name string }

// Hole stands for what expands: a command to a shell, a plain text to YAML and
// JSON.
const Hole = "$(_)"

// FileLiterals lists the literals of a script; see Literals.
func FileLiterals(f *source.File) ([]Literal, error) {
	tree, err := ParseFile(f)
	if err != nil {
		return nil, err
	}
	text, err := f.Text()
	return literals(tree, text), err
}

// Literals lists the literals of shell that somebody may take for a value:
// what variables, options and headers are given, what is passed on in
// here-documents, and addresses. It fails on text that is no shell.
func Literals(text []byte) ([]Literal, error) {
	tree, err := Parse(text)
	if err != nil {
		return nil, err
	}
	return literals(tree, text), nil
}

func literals(tree *syntax.File, text []byte) []Literal {
	c := &collector{text: text}
	syntax.Walk(tree, c.visit)
	return c.found
}

type collector struct {
	text  []byte
	found []Literal
	above []syntax.Node // what is open, innermost last
}

func (c *collector) visit(n syntax.Node) bool {
	if n == nil {
		c.above = c.above[:len(c.above)-1]
		return true
	}
	switch n := n.(type) {
	case *syntax.Assign:
		c.assign(n)
	case *syntax.ParamExp:
		c.fallback(n)
	case *syntax.CallExpr:
		c.call(n)
	case *syntax.Redirect:
		c.redirect(n)
	case *syntax.BinaryCmd:
		c.pipe(n)
	}
	c.above = append(c.above, n)
	return true
}

func (c *collector) assign(a *syntax.Assign) {
	if a.Name == nil {
		return
	}
	c.value(a.Name.Value, Plain, a.Value)
	if a.Array == nil {
		return
	}
	for _, e := range a.Array.Elems {
		name := a.Name.Value
		if w, ok := e.Index.(*syntax.Word); ok {
			if index := c.excerpt(w); !index.partial && strings.Trim(index.text(), "0123456789") != "" {
				name = index.text()
			}
		}
		c.value(name, Plain, e.Value)
	}
}

// fallback is the default of a variable: ${NAME:-text}.
func (c *collector) fallback(p *syntax.ParamExp) {
	if p.Exp == nil || p.Param == nil {
		return
	}
	switch p.Exp.Op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
		c.value(p.Param.Value, Plain, p.Exp.Word)
	}
}

// value adds a whole word.
func (c *collector) value(name string, sort Sort, w *syntax.Word) {
	if w == nil {
		return
	}
	e := c.excerpt(w)
	if text := e.text(); text != "" && text != Hole {
		c.found = append(c.found, Literal{Name: name, Sort: sort, Value: text, Partial: e.partial, From: int(w.Pos().Offset()), To: int(w.End().Offset())})
	}
}

// part adds a range of a word's text.
func (c *collector) part(name string, sort Sort, e excerpt, from, to int) {
	value := e.text()[from:to]
	start, end := e.Range(from, to)
	if value != "" && value != Hole {
		c.found = append(c.found, Literal{Name: name, Sort: sort, Value: value, Partial: strings.Contains(value, Hole), From: start, To: end})
	}
}

// redirect looks at here-documents and at here-strings.
func (c *collector) redirect(r *syntax.Redirect) {
	stmt := c.statement()
	call, _ := stmt.Cmd.(*syntax.CallExpr)
	switch r.Op {
	case syntax.Hdoc, syntax.DashHdoc:
		if r.Hdoc != nil && !c.explains(call, r) {
			c.document(call, r)
		}
	case syntax.WordHdoc:
		if readsPassword(c.words(call)) {
			c.typed(r.Word)
		}
	}
}

func (c *collector) document(call *syntax.CallExpr, r *syntax.Redirect) {
	e := c.heredoc(r)
	sort := Below
	if runsShell(c.words(call)) {
		sort = Program
	}
	c.found = append(c.found, Literal{Sort: sort, Partial: e.partial, From: int(r.Hdoc.Pos().Offset()), To: int(r.Hdoc.End().Offset()), Passage: e.Excerpt})
}

// statement is the innermost statement that is open.
func (c *collector) statement() *syntax.Stmt {
	for i := len(c.above) - 1; i >= 0; i-- {
		if s, ok := c.above[i].(*syntax.Stmt); ok {
			return s
		}
	}
	return &syntax.Stmt{}
}

// explains recognises here-documents for readers: comments, and what a function
// called usage prints.
func (c *collector) explains(call *syntax.CallExpr, r *syntax.Redirect) bool {
	words := c.words(call)
	if len(words) > 0 && words[0].text() == ":" {
		return true
	}
	if len(words) == 0 || words[0].text() != "cat" {
		return false
	}
	for _, n := range c.above {
		if f, ok := n.(*syntax.FuncDecl); ok && f.Name != nil && helps(f.Name.Value) {
			return true
		}
	}
	raw := strings.ToLower(string(c.text[min(int(r.Hdoc.Pos().Offset()), len(c.text)):min(int(r.Hdoc.End().Offset()), len(c.text))]))
	return strings.Contains(raw, "usage:") || strings.Contains(raw, "options:")
}

func helps(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "usage") || strings.Contains(name, "help")
}

// pipe looks at what is written to a command that reads a password.
func (c *collector) pipe(b *syntax.BinaryCmd) {
	if b.Op != syntax.Pipe || b.X == nil || b.Y == nil {
		return
	}
	from, _ := b.X.Cmd.(*syntax.CallExpr)
	to, _ := b.Y.Cmd.(*syntax.CallExpr)
	if from == nil || len(from.Args) < 2 || !readsPassword(c.words(to)) {
		return
	}
	if name := c.excerpt(from.Args[0]).text(); name == "echo" || name == "printf" {
		c.typed(from.Args[len(from.Args)-1])
	}
}

// typed is text that a command reads as a password, maybe behind a user's name.
func (c *collector) typed(w *syntax.Word) {
	e := c.excerpt(w)
	text := strings.TrimSuffix(e.text(), `\n`)
	c.part("password", Plain, e, strings.LastIndexByte(text, ':')+1, len(text))
}
