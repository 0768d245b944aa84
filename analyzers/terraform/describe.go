package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
)

// describe says what the blocks of a module define and refer to.
func (m *module) describe() {
	for _, b := range m.blocks {
		switch {
		case b.Type == "locals":
			m.describeLocals(b)
		case b.Type == "terraform":
			m.markRequirements(b)
		case blockAddress(b) != "":
			m.describeResource(&resource{blockAddress(b), b.Labels[0], b})
		case len(b.Labels) != 1:
		case b.Type == "variable":
			m.describeVariable(b)
		case b.Type == "output":
			m.describeOutput(b)
		case b.Type == "module":
			m.describeCall(b)
		case b.Type == "provider":
			m.describeProvider(b)
		}
	}
}

func (m *module) describeLocals(b *hclsyntax.Block) {
	for _, attr := range attributes(b.Body) {
		symbol := m.symbol("local." + attr.Name)
		m.a.define(symbol, attr.NameRange, facts.Traits{Sensitive: opens(attr.Expr)})
		m.a.derive(symbol, m.scope(nil), attr.Expr)
		m.a.mask(symbol, attr.Name, attr.Expr)
	}
}

func (m *module) describeVariable(b *hclsyntax.Block) {
	name := b.Labels[0]
	symbol := m.symbol("var." + name)
	fallback := b.Body.Attributes["default"]
	m.a.define(symbol, b.LabelRanges[0], facts.Traits{Sensitive: m.flag(b, "sensitive") || literal.GivesSecret(name), HasDefault: fallback != nil})
	if fallback != nil {
		m.a.mask(symbol, name, fallback.Expr)
		return
	}
	if len(m.given[name]) == 0 && len(m.callers) == 0 {
		env := facts.New(facts.EnvVar, "TF_VAR_"+name)
		m.a.part.Ref(facts.Ref{From: symbol, To: env, Rel: facts.RelDerives, At: m.a.pos(b.LabelRanges[0]), Weak: true})
	}
}

func (m *module) flag(b *hclsyntax.Block, name string) bool {
	answer, _ := m.scope(nil).argument(b, name).full()
	return answer == "true"
}

func (m *module) describeOutput(b *hclsyntax.Block) {
	symbol := m.symbol("output." + b.Labels[0])
	m.a.define(symbol, b.LabelRanges[0], facts.Traits{Sensitive: m.flag(b, "sensitive"), Persisted: m.root() && !m.flag(b, "ephemeral")})
	if attr := b.Body.Attributes["value"]; attr != nil {
		m.a.derive(symbol, m.scope(nil), attr.Expr)
		m.a.mask(symbol, b.Labels[0], attr.Expr)
	}
	m.order(symbol, b)
}

// describeCall connects the arguments of a module call to the variables of the
// module it runs.
func (m *module) describeCall(b *hclsyntax.Block) {
	symbol := m.symbol("module." + b.Labels[0])
	m.a.define(symbol, b.LabelRanges[0], facts.Traits{})
	m.order(symbol, b)
	dir, local := m.sourceDir(m.scope(nil).fresh(), b)
	child := m.a.modules[dir]
	if local && child == nil {
		m.a.missing(dir, b.Body.Attributes["source"].Expr)
	}
	s := m.scope(nil)
	if each := b.Body.Attributes["for_each"]; each != nil {
		s.each = each.Expr
	}
	for _, attr := range callArguments(b) {
		m.a.mask(symbol, attr.Name, attr.Expr)
		if !local || child == nil {
			m.a.derive(symbol, s, attr.Expr)
		} else if child.variables[attr.Name] != nil {
			m.a.derive(child.symbol("var."+attr.Name), s, attr.Expr)
		}
	}
}

func (m *module) describeProvider(b *hclsyntax.Block) {
	address := "provider." + b.Labels[0]
	if alias, known := m.scope(nil).argument(b, "alias").full(); known {
		address += "." + alias
	}
	symbol := m.symbol(address)
	m.a.define(symbol, b.LabelRanges[0], facts.Traits{})
	m.walk(symbol, m.scope(nil), b.Body, facts.RelDerives, 0)
	m.openedFiles(symbol, m.scope(nil), b.Body, 0)
	m.implicitLogin(symbol, b)
	m.providerHost(symbol, b)
	if used, ok := m.providerBackend(b.Labels[0]); ok {
		m.a.part.Mark(facts.MarkBackendUse, used.Name, symbol, m.a.pos(b.LabelRanges[0]))
	}
}

// providerBackend is the secret backend that a provider's local name stands
// for: by its source address, by convention that of hashicorp.
func (m *module) providerBackend(name string) (source.Backend, bool) {
	if address := m.names[name]; address != "" {
		return source.ByTerraformProvider(address)
	}
	if b, ok := source.ByTerraformProvider("hashicorp/" + name); ok {
		return b, true
	}
	return source.ByTerraformType(name + "_")
}

// markRequirements marks the providers of secret backends that a module needs.
func (m *module) markRequirements(b *hclsyntax.Block) {
	for _, inner := range b.Body.Blocks {
		if inner.Type != "required_providers" {
			continue
		}
		for _, attr := range attributes(inner.Body) {
			if used, ok := m.providerBackend(attr.Name); ok {
				m.a.part.Mark(facts.MarkBackendUse, used.Name, m.symbol("provider."+attr.Name), m.a.pos(attr.NameRange))
			}
		}
	}
}

// describeResource says what a resource or data source takes and makes.
func (m *module) describeResource(r *resource) {
	symbol := m.symbol(r.address)
	m.a.define(symbol, r.block.LabelRanges[1], r.traits())
	s := m.scope(nil)
	if each := r.block.Body.Attributes["for_each"]; each != nil {
		s.each = each.Expr
	}
	m.arguments(r, symbol, s)
	m.describeState(r)
	m.order(symbol, r.block)
	if used, ok := source.ByTerraformType(r.typ); ok {
		m.a.part.Mark(facts.MarkBackendUse, used.Name, symbol, m.a.pos(r.block.LabelRanges[0]))
	}
	m.remote(r, s)
	m.machine(r, s)
	m.engine(r, s)
	m.identities(r, s)
	m.external(r, symbol, s)
	for _, instance := range s.instances(r.block) {
		m.kubernetes(r, instance)
		m.authority(r, instance)
	}
}

// arguments derives each argument and nested block of a resource. Those that do
// not stay in it are only read.
func (m *module) arguments(r *resource, symbol facts.Symbol, s scope) {
	for _, attr := range arguments(r.block.Body) {
		m.a.connects(symbol.WithKey(attr.Name), s, attr.Expr, r.takes(attr.Name))
		m.a.mask(symbol, attr.Name, attr.Expr)
	}
	for _, b := range r.block.Body.Blocks {
		if b.Type != "lifecycle" {
			m.a.maskSetting(symbol, b)
			m.inner(r, symbol, s, b)
			m.commands(symbol, s, b)
		}
	}
}

// inner derives the arguments of a nested block, each as a part of it.
func (m *module) inner(r *resource, symbol facts.Symbol, s scope, b *hclsyntax.Block) {
	rel := r.takes(b.Type)
	for _, attr := range arguments(b.Body) {
		own := rel
		if rel == facts.RelDerives {
			own = r.takes(attr.Name)
		}
		m.a.connects(symbol.WithKey(b.Type+"."+attr.Name), s, attr.Expr, own)
		m.a.mask(symbol, attr.Name, attr.Expr)
	}
	for _, deeper := range b.Body.Blocks {
		if deeper.Type != "lifecycle" {
			m.a.maskSetting(symbol, deeper)
			m.walk(symbol.WithKey(b.Type), s, deeper.Body, rel, 2)
		}
	}
}

// arguments are the arguments of a block that carry values.
func arguments(body *hclsyntax.Body) []*hclsyntax.Attribute {
	return slices.DeleteFunc(attributes(body), func(attr *hclsyntax.Attribute) bool {
		return attr.Name == "depends_on" || attr.Name == "provider" || attr.Name == "providers"
	})
}

// walk connects a thing with every argument of its block and of those inside.
func (m *module) walk(symbol facts.Symbol, s scope, body *hclsyntax.Body, rel facts.Rel, depth int) {
	for _, attr := range arguments(body) {
		m.a.connects(symbol, s, attr.Expr, rel)
		m.a.mask(symbol.Place(), attr.Name, attr.Expr)
	}
	for _, b := range body.Blocks {
		if b.Type != "lifecycle" && depth < hcltext.MaxNesting {
			m.a.maskSetting(symbol.Place(), b)
			m.walk(symbol, s, b.Body, rel, depth+1)
		}
	}
}

// order adds what a depends_on argument names.
func (m *module) order(symbol facts.Symbol, b *hclsyntax.Block) {
	attr := b.Body.Attributes["depends_on"]
	if attr == nil {
		return
	}
	for _, t := range hclsyntax.Variables(attr.Expr) {
		address, _ := resourceAddress(t)
		if t.RootName() == "module" {
			address = "module." + attrAt(t, 1)
		}
		if address != "" {
			m.a.part.Ref(facts.Ref{From: symbol, To: m.symbol(address), Rel: facts.RelDependsOn, At: m.a.pos(t.SourceRange())})
		}
	}
}

// instances are the scopes of the copies that for_each makes, or the one where
// they are not known.
func (s scope) instances(b *hclsyntax.Block) []scope {
	if s.each == nil {
		return []scope{s}
	}
	v := s.eval(s.each)
	if v.kind == opaque || v.kind == scalar || v.open || len(v.items) == 0 || len(v.items) > maxItems {
		return []scope{s}
	}
	var all []scope
	for i, item := range v.items {
		each := value{kind: object, keys: []string{"key", "value"}, items: []value{item, item}}
		if v.kind == object {
			each.items[0] = text(v.keys[i])
		}
		all = append(all, s.with("each", each))
	}
	return all
}
