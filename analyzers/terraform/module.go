package terraform

import (
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// module is a directory of Terraform files.
type module struct {
	a         *analysis
	dir       string
	blocks    []*hclsyntax.Block
	variables map[string]*hclsyntax.Block
	locals    map[string]*hclsyntax.Attribute
	outputs   map[string]*hclsyntax.Block
	resources map[string]*resource // by address, data sources with "data." in front
	calls     map[string]*hclsyntax.Block
	given     map[string][]given // values that callers, layers and tfvars give to variables
	callers   []*module
	names     map[string]string // local name of a provider to its source address
	generated []*module         // what Terragrunt writes into it
	run       bool              // a layer runs it
	open      bool              // something writes into it what is not known
	target    string            // of a generated text: the file it becomes, empty where that is not known

	busy map[string]bool
	memo map[string]value
}

// resource is a resource or data source and its address in the module.
type resource struct {
	address string
	typ     string
	block   *hclsyntax.Block
}

// given is an expression that gives a variable its value.
type given struct {
	scope scope
	expr  hclsyntax.Expression
}

func newModule(a *analysis, dir string) *module {
	return &module{
		a: a, dir: dir, variables: map[string]*hclsyntax.Block{}, locals: map[string]*hclsyntax.Attribute{},
		outputs: map[string]*hclsyntax.Block{}, resources: map[string]*resource{}, calls: map[string]*hclsyntax.Block{},
		given: map[string][]given{}, names: map[string]string{}, busy: map[string]bool{}, memo: map[string]value{},
	}
}

// add indexes the blocks of one file.
func (m *module) add(f *file) {
	for _, b := range f.Body.Blocks {
		m.blocks = append(m.blocks, b)
		switch {
		case b.Type == "locals":
			for name, attr := range b.Body.Attributes {
				m.locals[name] = attr
			}
		case b.Type == "terraform":
			m.requirements(b)
		case len(b.Labels) == 1:
			m.addNamed(b)
		case len(b.Labels) == 2:
			if address := blockAddress(b); address != "" {
				m.resources[address] = &resource{address: address, typ: b.Labels[0], block: b}
			}
		}
	}
}

func (m *module) addNamed(b *hclsyntax.Block) {
	switch b.Type {
	case "variable":
		m.variables[b.Labels[0]] = b
	case "output":
		m.outputs[b.Labels[0]] = b
	case "module":
		m.calls[b.Labels[0]] = b
	}
}

// requirements notes the source addresses of required_providers.
func (m *module) requirements(b *hclsyntax.Block) {
	for _, inner := range b.Body.Blocks {
		if inner.Type != "required_providers" {
			continue
		}
		for _, attr := range attributes(inner.Body) {
			if source, known := (scope{a: m.a}).eval(attr.Expr).get("source").full(); known {
				m.names[attr.Name] = source
			}
		}
	}
}

// blockAddress is the address of a resource, data source or ephemeral resource.
func blockAddress(b *hclsyntax.Block) string {
	if len(b.Labels) != 2 {
		return ""
	}
	switch b.Type {
	case "resource":
		return b.Labels[0] + "." + b.Labels[1]
	case "data", "ephemeral":
		return b.Type + "." + b.Labels[0] + "." + b.Labels[1]
	}
	return ""
}

// resourceAddress is the address that a reference names and the steps after
// it, an index of count or for_each left out.
func resourceAddress(t hcl.Traversal) (string, hcl.Traversal) {
	n := 2
	parts := []string{t.RootName()}
	if t.RootName() == "data" || t.RootName() == "ephemeral" {
		n = 3
	}
	if len(t) < n {
		return "", nil
	}
	for _, step := range t[1:n] {
		name, ok := step.(hcl.TraverseAttr)
		if !ok {
			return "", nil
		}
		parts = append(parts, name.Name)
	}
	return strings.Join(parts, "."), skipIndex(t[n:])
}

func (m *module) scope(steps *int) scope { return scope{a: m.a, mod: m, steps: steps} }

// symbol names an address of the module.
func (m *module) symbol(address string) facts.Symbol { return symbolIn(m.dir, address) }

func symbolIn(dir, address string) facts.Symbol {
	return facts.NewPath(facts.Terraform, path.Join(dir, address))
}

// once evaluates something of the module by name, and nothing while the same is
// being evaluated further up.
func (m *module) once(key string, compute func() value) value {
	if v, done := m.memo[key]; done {
		return v
	}
	if m.busy[key] || len(m.busy) > hcltext.MaxNesting {
		return value{}
	}
	m.busy[key] = true
	v := compute()
	delete(m.busy, key)
	m.memo[key] = v
	return v
}

func (m *module) localValue(s scope, name string) value {
	attr := m.locals[name]
	if attr == nil {
		return value{}
	}
	return m.once("local."+name, func() value { return m.scope(s.steps).eval(attr.Expr) })
}

// variableValue is the value that all who give one agree on, else the default.
func (m *module) variableValue(s scope, name string) value {
	return m.once("var."+name, func() value {
		v, b := value{}, m.variables[name]
		if all := m.given[name]; len(all) > 0 {
			v = agreed(all, s.steps)
		} else if b != nil {
			v = m.scope(s.steps).argument(b, "default")
		}
		if b == nil || !bareType(b) {
			v = v.worded()
		}
		return v
	})
}

// bareType reports whether a variable is a number or truth value. What others
// hold may be converted to text on the way.
func bareType(variable *hclsyntax.Block) bool {
	attr := variable.Body.Attributes["type"]
	if attr == nil {
		return false
	}
	word := hcl.ExprAsKeyword(attr.Expr)
	return word == "bool" || word == "number"
}

func agreed(all []given, steps *int) value {
	var v value
	for i, g := range all {
		g.scope.steps = steps
		next := g.scope.eval(g.expr)
		if i > 0 && !equal(v, next) {
			return value{}
		}
		v = next
	}
	return v
}

func (m *module) outputValue(s scope, name string) value {
	b := m.outputs[name]
	if b == nil {
		return value{}
	}
	return m.once("output."+name, func() value { return m.scope(s.steps).argument(b, "value") })
}

// child is the local module that a call runs, or nil.
func (m *module) child(s scope, call string) *module {
	b := m.calls[call]
	if b == nil {
		return nil
	}
	dir, _ := m.sourceDir(s, b)
	return m.a.modules[dir]
}

// sourceDir is the directory of a module call's local source; known tells a
// local source from a remote or computed one.
func (m *module) sourceDir(s scope, b *hclsyntax.Block) (dir string, known bool) {
	source, ok := m.scope(s.steps).argument(b, "source").full()
	if !ok || !strings.HasPrefix(source, "./") && !strings.HasPrefix(source, "../") {
		return "", false
	}
	return inRepo(m.dir, source)
}

// callArguments are the arguments of a module call that set variables.
func callArguments(b *hclsyntax.Block) []*hclsyntax.Attribute {
	var args []*hclsyntax.Attribute
	for _, attr := range attributes(b.Body) {
		switch attr.Name {
		case "source", "version", "providers", "count", "for_each", "depends_on":
		default:
			args = append(args, attr)
		}
	}
	return args
}
