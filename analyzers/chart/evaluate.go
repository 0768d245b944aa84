package chart

import (
	"maps"
	"slices"
	"strings"
	"text/template/parse"
)

// evaluator walks the templates of one release.
type evaluator struct {
	release Release
	defined map[string]*parse.Tree
	steps   int
	depth   int
	changed bool // a template changes values that others read: nothing is known of any
}

// frame is what a node is evaluated in.
type frame struct {
	dot    any
	vars   *scope
	out    *writer
	unsure bool // inside of what may not happen
}

// scope holds the variables of a block.
type scope struct {
	names map[string]any
	outer *scope
}

func (s *scope) get(name string) any {
	for ; s != nil; s = s.outer {
		if v, found := s.names[name]; found {
			return v
		}
	}
	return Unknown{name}
}

func (s *scope) set(name string, v any) {
	for at := s; at != nil; at = at.outer {
		if _, found := at.names[name]; found {
			at.names[name] = v
			return
		}
	}
	s.names[name] = v
}

func (f frame) inner() frame {
	f.vars = &scope{names: map[string]any{}, outer: f.vars}
	return f
}

// root is what templates see as the dot.
func (e *evaluator) root() map[string]any {
	return map[string]any{
		"Values": e.release.Values,
		"Chart":  e.release.Chart,
		"Release": map[string]any{
			"Name": e.release.Name, "Namespace": e.release.Namespace, "Service": "Helm",
			"IsInstall": Unknown{"IsInstall"}, "IsUpgrade": Unknown{"IsUpgrade"}, "Revision": Unknown{"Revision"},
		},
		"Capabilities": Unknown{"Capabilities"}, "Files": Unknown{"Files"}, "Template": Unknown{"Template"}, "Subcharts": Unknown{"Subcharts"},
	}
}

func (e *evaluator) step() {
	if e.steps++; e.steps > maxSteps {
		panic(giveUp{})
	}
}

// enter counts nested calls; the answer leaves again.
func (e *evaluator) enter() func() {
	if e.depth++; e.depth > maxDepth {
		panic(giveUp{})
	}
	return func() { e.depth-- }
}

func (e *evaluator) list(l *parse.ListNode, f frame) {
	if l == nil {
		return
	}
	defer e.enter()()
	for _, n := range l.Nodes {
		e.step()
		switch n := n.(type) {
		case *parse.TextNode:
			f.out.literal(int(n.Pos), string(n.Text))
		case *parse.ActionNode:
			e.action(n, f)
		case *parse.IfNode:
			e.branch(&n.BranchNode, f, false)
		case *parse.WithNode:
			e.branch(&n.BranchNode, f, true)
		case *parse.RangeNode:
			e.loop(n, f)
		case *parse.TemplateNode:
			e.print(e.include(n.Name, e.pipe(n.Pipe, f)), nil, f.out.extent(int(n.Pos)), f)
		case *parse.CommentNode:
		default:
			panic(giveUp{}) // break and continue
		}
	}
}

func (e *evaluator) action(n *parse.ActionNode, f frame) {
	v := e.pipe(n.Pipe, f)
	if n.Pipe != nil && len(n.Pipe.Decl) == 0 {
		e.print(v, n.Pipe, f.out.extent(int(n.Pos)), f)
	}
}

// print writes a value. One that is not known is a placeholder within a line,
// and a doubt where it would make lines of its own.
func (e *evaluator) print(v any, p *parse.PipeNode, at Extent, f frame) {
	u, unknown := v.(Unknown)
	if !unknown {
		f.out.action(at, text(v))
		return
	}
	if f.out.alone(at) || p == nil || makesBlock(p) {
		f.out.doubt(f.out.b.Len())
		return
	}
	f.out.action(at, u.placeholder())
}

// makesBlock reports whether a pipeline prints more than a word.
func makesBlock(p *parse.PipeNode) bool {
	return slices.ContainsFunc(p.Cmds, func(c *parse.CommandNode) bool {
		return slices.Contains([]string{"toYaml", "nindent", "indent", "toJson", "tpl", "toPrettyJson"}, name(c))
	})
}

// name is the function that a command calls, or empty.
func name(c *parse.CommandNode) string {
	if id, ok := c.Args[0].(*parse.IdentifierNode); ok {
		return id.Ident
	}
	return ""
}

// branch takes the side of a condition that is known to be taken. Of one that
// is not known it takes the first, as a doubt.
func (e *evaluator) branch(n *parse.BranchNode, f frame, with bool) {
	f = f.inner()
	v := e.pipe(n.Pipe, f)
	holds, known := truth(v)
	body, dot := n.List, f.dot
	if known && !holds {
		e.list(n.ElseList, f)
		return
	}
	if with {
		dot = v
	}
	f.dot = dot
	if known {
		e.list(body, f)
		return
	}
	e.doubtful(body, f)
}

// doubtful evaluates what may not happen at all.
func (e *evaluator) doubtful(body *parse.ListNode, f frame) {
	from := f.out.b.Len()
	f.unsure = true
	e.list(body, f)
	f.out.doubt(from)
}

func (e *evaluator) loop(n *parse.RangeNode, f frame) {
	f = f.inner()
	decl := n.Pipe.Decl
	bare := *n.Pipe
	bare.Decl = nil
	v := e.pipe(&bare, f)
	run := func(key, item any, f frame, body func(*parse.ListNode, frame)) {
		e.step()
		f = f.inner()
		f.dot = item
		switch len(decl) {
		case 1:
			f.vars.names[decl[0].Ident[0]] = item
		case 2:
			f.vars.names[decl[0].Ident[0]], f.vars.names[decl[1].Ident[0]] = key, item
		}
		body(n.List, f)
	}
	switch all := v.(type) {
	case Unknown:
		run(Unknown{"key"}, Unknown{all.Label}, f, e.doubtful)
	case []any:
		for i, item := range all {
			run(i, item, f, e.list)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(all)) {
			run(key, all[key], f, e.list)
		}
	case nil:
	default:
		panic(giveUp{})
	}
	if holds, known := truth(v); known && !holds {
		e.list(n.ElseList, f)
	}
}

// include evaluates a defined template to its text.
func (e *evaluator) include(name string, dot any) any {
	tree := e.defined[name]
	if tree == nil || tree.Root == nil {
		return Unknown{name}
	}
	defer e.enter()()
	w := &writer{hidden: true}
	e.list(tree.Root, frame{dot: dot, vars: &scope{names: map[string]any{"$": dot}}, out: w})
	if len(w.doubts) > 0 {
		return Unknown{name}
	}
	return w.b.String()
}

func (e *evaluator) pipe(p *parse.PipeNode, f frame) any {
	if p == nil {
		return nil
	}
	defer e.enter()()
	var v any
	for i, c := range p.Cmds {
		e.step()
		var last []any
		if i > 0 {
			last = []any{v}
		}
		v = e.command(c, f, last)
	}
	for _, d := range p.Decl {
		switch {
		case !p.IsAssign:
			f.vars.names[d.Ident[0]] = v
		case f.unsure:
			f.vars.set(d.Ident[0], Unknown{d.Ident[0]})
		default:
			f.vars.set(d.Ident[0], v)
		}
	}
	return v
}

func (e *evaluator) command(c *parse.CommandNode, f frame, last []any) any {
	id, isCall := c.Args[0].(*parse.IdentifierNode)
	if !isCall {
		v := e.value(c.Args[0], f)
		if len(c.Args) > 1 || last != nil {
			return Unknown{label(c.Args[0])} // a method
		}
		return v
	}
	var args []any
	for _, a := range c.Args[1:] {
		args = append(args, e.value(a, f))
	}
	return e.call(id.Ident, append(args, last...), f)
}

func (e *evaluator) value(n parse.Node, f frame) any {
	switch n := n.(type) {
	case *parse.DotNode:
		return f.dot
	case *parse.NilNode:
		return nil
	case *parse.BoolNode:
		return n.True
	case *parse.StringNode:
		return n.Text
	case *parse.NumberNode:
		if n.IsInt {
			return int(n.Int64)
		}
		return n.Float64
	case *parse.FieldNode:
		return fields(f.dot, n.Ident, n.String())
	case *parse.VariableNode:
		return fields(f.vars.get(n.Ident[0]), n.Ident[1:], n.String())
	case *parse.ChainNode:
		return fields(e.value(n.Node, f), n.Field, n.String())
	case *parse.PipeNode:
		return e.pipe(n, f)
	case *parse.IdentifierNode:
		return e.call(n.Ident, nil, f)
	}
	return Unknown{"value"}
}

// fields follows names into a value.
func fields(v any, names []string, label string) any {
	for i, name := range names {
		m, isMap := v.(map[string]any)
		if !isMap {
			return Unknown{label}
		}
		next, found := m[name]
		if !found && i+1 < len(names) {
			return Unknown{label} // Helm refuses to look into nothing
		}
		v = next
	}
	if u, unknown := v.(Unknown); unknown && u.Label == "" {
		return Unknown{label}
	}
	return v
}

func label(n parse.Node) string { return strings.TrimSpace(n.String()) }
