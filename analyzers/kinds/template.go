package kinds

import (
	"slices"
	"strings"
	"text/template/parse"
)

// maxTemplate is the longest template read, in bytes. The parser descends once
// for every nested block.
const maxTemplate = 256 << 10

// variable is a top-level field that a Go template reads from its data.
type variable struct {
	name   string
	offset int  // bytes before it in the text
	width  int  // bytes it takes
	weak   bool // read only under a condition or with a default
	path   []string
}

// variables finds the fields of the template's data that a text reads: .NAME,
// $.NAME, index . "NAME" and the like. Functions need not be known. A text
// that does not parse, or is no template, reads nothing.
func variables(text string) []variable {
	found, _ := scan(text)
	return found
}

// scan finds the variables of a text, and the functions that it calls.
func scan(text string) ([]variable, []call) {
	if !strings.Contains(text, "{{") || len(text) > maxTemplate {
		return nil, nil
	}
	tree := parse.New("")
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(text, "", "", map[string]*parse.Tree{}); err != nil || tree.Root == nil {
		return nil, nil
	}
	s := scanner{text: text}
	s.list(tree.Root, scope{root: true})
	if slices.ContainsFunc(s.found, func(x variable) bool { return chartObjects[x.name] }) {
		return nil, nil
	}
	return s.found, s.calls
}

// chartObjects are what Helm gives to templates. A text that reads them is
// rendered by a chart first; what it reads after that is not known here.
var chartObjects = map[string]bool{"Values": true, "Release": true, "Chart": true, "Capabilities": true, "Files": true, "Template": true}

// scope is where in a template the scanner stands.
type scope struct {
	root bool // dot is the template's whole data
	weak bool // not always executed
}

type scanner struct {
	text  string
	found []variable
	calls []call
}

func (s *scanner) list(l *parse.ListNode, in scope) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		s.statement(n, in)
	}
}

func (s *scanner) statement(n parse.Node, in scope) {
	switch n := n.(type) {
	case *parse.ActionNode:
		s.pipe(n.Pipe, in)
	case *parse.TemplateNode:
		s.pipe(n.Pipe, in)
	case *parse.IfNode:
		s.branch(&n.BranchNode, in, in.root)
	case *parse.WithNode:
		s.branch(&n.BranchNode, in, in.root && whole(n.Pipe))
	case *parse.RangeNode:
		s.branch(&n.BranchNode, in, false)
	}
}

// branch reads a conditional; bodyRoot tells whether dot is still the whole
// data in its body.
func (s *scanner) branch(b *parse.BranchNode, in scope, bodyRoot bool) {
	s.pipe(b.Pipe, scope{in.root, true})
	s.list(b.List, scope{bodyRoot, true})
	s.list(b.ElseList, scope{in.root, true})
}

// whole reports whether a pipeline is just the dot or "$".
func whole(p *parse.PipeNode) bool {
	return p != nil && len(p.Cmds) == 1 && len(p.Cmds[0].Args) == 1 && isData(p.Cmds[0].Args[0], true)
}

// isData reports whether an operand is the template's whole data.
func isData(n parse.Node, root bool) bool {
	switch n := n.(type) {
	case *parse.DotNode:
		return root
	case *parse.VariableNode:
		return len(n.Ident) == 1 && n.Ident[0] == "$"
	}
	return false
}

// lenient are the functions that make a missing field acceptable.
var lenient = map[string]bool{"default": true, "coalesce": true, "hasKey": true, "dig": true, "get": true, "pluck": true, "empty": true, "ternary": true}

func (s *scanner) pipe(p *parse.PipeNode, in scope) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		in.weak = in.weak || len(c.Args) > 0 && lenient[function(c)]
	}
	variables, calls := len(s.found), len(s.calls)
	for _, c := range p.Cmds {
		s.command(c, in)
	}
	if variables < len(s.found) {
		for i := range s.calls[calls:] {
			s.calls[calls+i].variable = s.found[variables].name
		}
	}
}

func function(c *parse.CommandNode) string {
	if id, ok := c.Args[0].(*parse.IdentifierNode); ok {
		return id.Ident
	}
	return ""
}

// lookups are the functions that take the data and a field's name.
var lookups = map[string]bool{"index": true, "get": true, "hasKey": true, "dig": true, "pluck": true}

func (s *scanner) command(c *parse.CommandNode, in scope) {
	for i, arg := range c.Args {
		s.operand(arg, in)
		if id, ok := arg.(*parse.IdentifierNode); ok && i == 0 {
			s.calls = append(s.calls, call{function: id.Ident, offset: int(id.Pos)})
		}
	}
	if len(c.Args) == 0 || !lookups[function(c)] {
		return
	}
	data := false
	var name *parse.StringNode
	for _, arg := range c.Args[1:] {
		data = data || isData(arg, in.root)
		if text, ok := arg.(*parse.StringNode); ok && name == nil {
			name = text
		}
	}
	if data && name != nil {
		s.found = append(s.found, variable{name.Text, int(name.Pos), len(name.Quoted), in.weak, []string{name.Text}})
	}
}

func (s *scanner) operand(n parse.Node, in scope) {
	switch n := n.(type) {
	case *parse.FieldNode:
		if in.root {
			s.field(n.Ident, int(n.Pos), in)
		}
	case *parse.VariableNode:
		if n.Ident[0] == "$" && len(n.Ident) > 1 {
			s.field(n.Ident[1:], int(n.Pos), in)
		}
	case *parse.ChainNode:
		s.operand(n.Node, in)
	case *parse.PipeNode:
		s.pipe(n, in)
	}
}

// field notes a field. The parser gives a chain of fields the position of its
// second one.
func (s *scanner) field(path []string, pos int, in scope) {
	name := "." + path[0]
	offset := min(max(pos, 0), len(s.text))
	if !strings.HasPrefix(s.text[offset:], name) && !strings.HasPrefix(s.text[offset:], "$"+name) {
		if before := strings.LastIndex(s.text[:offset], name); before >= 0 {
			offset = before
		}
	}
	s.found = append(s.found, variable{path[0], offset, min(len(name), len(s.text)-offset), in.weak, path})
}
