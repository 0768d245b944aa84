package terraform

import (
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
	"path"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// generate reads the text of a unit's generate blocks as Terraform: Terragrunt
// writes it into the module of every layer that includes the unit. What it
// declares is described once, where it is written: in the layer's module, for a
// file that layers include in the directory of that file.
func (a *analysis) generate(u *unit) {
	l := a.layers[u.dir]
	if l != nil && l.own() != u {
		l = nil
	}
	dir := u.dir
	if l != nil && l.module != nil {
		dir = l.module.dir
	}
	for i, b := range u.file.Body.Blocks {
		attr := b.Body.Attributes["contents"]
		if b.Type != "generate" || attr == nil {
			continue
		}
		d := newDocument(a)
		d.render(u.at(a, l), attr.Expr, 0)
		f, whole := a.parseGenerated(d, u.file.Source.Path+hole+strconv.Itoa(i))
		u.open = u.open || !whole
		if f != nil {
			m := newModule(a, dir)
			if name, known := u.at(a, l).argument(b, "path").full(); known {
				m.target = path.Base(name)
			}
			m.add(f)
			u.generated = append(u.generated, m)
		}
	}
}

// parseGenerated parses a text that Terragrunt writes; its places are those of
// the expressions that make it. A text that is no Terraform, or too much of
// which is not known, is left out; whole says that nothing of it was.
func (a *analysis) parseGenerated(d *document, name string) (f *file, whole bool) {
	f = &file{hcltext.New(nil, []byte(d.b.String())), d}
	if _, deep := hcltext.TooDeep(f.Text, name); deep || len(f.Text) > hcltext.MaxSize {
		return nil, false
	}
	parsed, diags := hclsyntax.ParseConfig(f.Text, name, hcl.InitialPos) // a text with holes may not parse as a whole
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok {
		return nil, false
	}
	f.Body = body
	a.files[name] = f
	return f, !diags.HasErrors()
}

// place is the source position of a range of generated text.
func (d *document) place(r hcl.Range) facts.Pos {
	at := d.at(r.Start.Line, r.Start.Column)
	if r.End.Line == r.Start.Line {
		at.EndCol = at.Col + max(r.End.Column-r.Start.Column, 0)
	}
	d.a.clampPos(&at)
	return at
}

// connectGenerated tells every module what is generated into it.
func (a *analysis) connectGenerated() {
	for _, name := range sortedKeys(a.units) {
		a.generate(a.units[name])
	}
	for _, dir := range sortedKeys(a.layers) {
		l := a.layers[dir]
		if l.module == nil {
			continue
		}
		l.module.run = true
		for _, u := range l.units {
			l.module.open = l.module.open || u.open || u.hooked()
			for _, m := range u.generated {
				l.module.take(m)
			}
		}
	}
}

// take adds what a generated file declares to the names that a module knows.
func (m *module) take(from *module) {
	m.generated = append(m.generated, from)
	for name, b := range from.variables {
		if m.variables[name] == nil {
			m.variables[name] = b
		}
	}
	for name, attr := range from.locals {
		if m.locals[name] == nil {
			m.locals[name] = attr
		}
	}
}

// hooked reports whether a unit runs commands that may write files into the
// module.
func (u *unit) hooked() bool {
	return slices.ContainsFunc(u.file.Body.Blocks, func(b *hclsyntax.Block) bool {
		return b.Type == "terraform" && (nested(b.Body, "before_hook") != nil || nested(b.Body, "after_hook") != nil)
	})
}
