// Package terraform reads Terraform modules and Terragrunt layers: which
// Secrets they create in a cluster, and from which variables, outputs,
// environment variables, vault entries and remote secrets the values come.
//
// Expressions are judged by a small evaluator that knows literals, defaults,
// locals and pure functions. It runs nothing, reads nothing and asks no provider:
// what it cannot know stays a hole. The flow of values does not need it; that
// is read from the references in the text.
package terraform

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
)

// analysis is the work on one repository.
type analysis struct {
	tree     *source.Tree
	cfg      source.Config
	part     *source.Part
	files    map[string]*file
	modules  map[string]*module
	units    map[string]*unit
	layers   map[string]*layer
	applied  []applied
	commands []command
	exposed  map[facts.Pos]bool // places that name a path which git would take
	notes    []facts.Problem    // texts inside files that could not be read
	written  map[string]bool    // files whose text a resource makes a policy of
	lease    *time.Duration     // the longest that any token lives, once looked for
}

// Analyze says what the modules and layers of a repository define, refer to and
// hold. A file that cannot be parsed is a problem; the others are used without
// it, and the repository then claims no authority over addresses.
func Analyze(ctx context.Context, t *source.Tree, cfg source.Config) source.Part {
	var part source.Part
	a := &analysis{
		tree: t, cfg: cfg, part: &part, files: map[string]*file{},
		modules: map[string]*module{}, units: map[string]*unit{}, layers: map[string]*layer{}, written: map[string]bool{}, exposed: map[facts.Pos]bool{},
	}
	a.load(ctx)
	a.connect()
	for _, dir := range sortedKeys(a.modules) {
		if ctx.Err() != nil {
			return part
		}
		a.modules[dir].describe()
	}
	a.keepers()
	a.check()
	a.maskValues()
	a.policyFiles()
	a.describeUnits()
	a.describeObjects()
	a.runCommands(ctx)
	a.markSinks()
	if part.Files > 0 && len(part.Problems) == 0 {
		part.Own("", facts.Terraform)
		if !a.stacked() {
			part.Own("", facts.Layer)
		}
	}
	part.Problems = append(part.Problems, a.notes...)
	return part
}

// load parses the files and sorts them into modules and Terragrunt units.
func (a *analysis) load(ctx context.Context) {
	for _, src := range a.tree.Files {
		if ctx.Err() != nil {
			return
		}
		sort := sortOf(src)
		if sort == "" {
			continue
		}
		f := a.parse(src, sort)
		if f == nil {
			continue
		}
		a.part.Files++
		a.part.Documents += len(f.Body.Blocks)
		a.files[src.Path] = f
		switch {
		case sort == "unit" && !foreign(src.Path, f.Body):
			a.units[src.Path] = newUnit(f)
		case sort == "module":
			a.module(path.Dir(src.Path)).add(f)
		}
	}
}

// file is one parsed file.
type file struct {
	*hcltext.File
	made *document // of a generated text: what it was made of
}

// pos is the place of a range: from its first byte to its last on that line.
func (f *file) pos(r hcl.Range) facts.Pos {
	if f.made != nil {
		return f.made.place(r)
	}
	return f.File.Pos(r)
}

// parse reads a file and notes why it cannot be used, unless it is another
// program's: Vault, and others, read an older HCL.
func (a *analysis) parse(src *source.File, sort string) *file {
	f, bad := hcltext.Parse(src)
	if bad == nil {
		return &file{File: f}
	}
	if bad.Code != facts.FaultSyntax || sort != "unit" || f == nil || !foreign(src.Path, f.Body) {
		a.part.Problems = append(a.part.Problems, *bad)
	}
	return nil
}

// sortOf tells how a file is read: as part of a module, as values of its
// variables, as a Terragrunt configuration, or not at all.
func sortOf(f *source.File) string {
	base := f.Base()
	if strings.Contains("/"+f.Path, "/.terraform/") || strings.Contains("/"+f.Path, "/.terragrunt-cache/") {
		return ""
	}
	switch {
	case strings.HasSuffix(base, ".tf"), strings.HasSuffix(base, ".tf.json"), strings.HasSuffix(base, ".tofu"):
		return "module"
	case strings.HasSuffix(base, ".tfvars"), strings.HasSuffix(base, ".tfvars.json"):
		return "values"
	case strings.HasPrefix(base, "."), strings.HasSuffix(base, ".pkr.hcl"), strings.HasSuffix(base, ".pkrvars.hcl"), strings.HasSuffix(base, ".tftest.hcl"):
		return ""
	case strings.HasSuffix(base, ".hcl"):
		return "unit"
	}
	return ""
}

func (a *analysis) module(dir string) *module {
	m := a.modules[dir]
	if m == nil {
		m = newModule(a, dir)
		a.modules[dir] = m
	}
	return m
}

// connect tells every module who gives values to its variables.
func (a *analysis) connect() {
	for _, name := range sortedKeys(a.files) {
		if dir := path.Dir(name); strings.Contains(path.Base(name), ".tfvars") && a.modules[dir] != nil {
			for _, attr := range attributes(a.files[name].Body) {
				a.modules[dir].give(attr.Name, given{scope{a: a}, attr.Expr})
			}
		}
	}
	for _, dir := range sortedKeys(a.modules) {
		m := a.modules[dir]
		for _, name := range sortedKeys(m.calls) {
			child := m.child(m.scope(nil).fresh(), name)
			if child == nil {
				continue
			}
			child.callers = append(child.callers, m)
			for _, attr := range callArguments(m.calls[name]) {
				child.give(attr.Name, given{m.scope(nil), attr.Expr})
			}
		}
	}
	a.findLayers()
	a.connectGenerated()
	for _, m := range a.modules {
		m.memo = map[string]value{} // evaluated before all givers were known
	}
}

// maskValues marks what files of values give to variables with secret names.
func (a *analysis) maskValues() {
	for _, name := range sortedKeys(a.files) {
		if !strings.Contains(path.Base(name), ".tfvars") {
			continue
		}
		for _, attr := range attributes(a.files[name].Body) {
			a.mask(symbolIn(path.Dir(name), "var."+attr.Name), attr.Name, attr.Expr)
		}
	}
}

func (m *module) give(name string, g given) { m.given[name] = append(m.given[name], g) }

// pos is the place of a range in whichever file it belongs to.
func (a *analysis) pos(r hcl.Range) facts.Pos {
	if f := a.files[r.Filename]; f != nil {
		return f.pos(r)
	}
	return facts.Pos{}
}

// define adds a definition made by Terraform itself.
func (a *analysis) define(s facts.Symbol, at hcl.Range, traits facts.Traits) {
	a.part.Def(facts.Def{Symbol: s, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: a.pos(at), Traits: traits})
}

// derive says that a place takes its value from the origins of an expression.
// An object is derived entry by entry, so that what is made of one of them is
// not taken for made of all.
func (a *analysis) derive(from facts.Symbol, s scope, e hclsyntax.Expression) {
	object, isObject := e.(*hclsyntax.ObjectConsExpr)
	if !isObject || from.Kind() != facts.Terraform || from.Key() != "" {
		a.connects(from, s, e, facts.RelDerives)
		return
	}
	for _, item := range object.Items {
		key, _ := s.eval(item.KeyExpr).full()
		a.connects(from.WithKey(key), s, item.ValueExpr, facts.RelDerives)
		a.connects(from, s, item.KeyExpr, facts.RelDerives)
	}
}

// connects says that a place takes its value from the origins of an expression,
// or only reads them where a test or a hash stands in between.
func (a *analysis) connects(from facts.Symbol, s scope, e hclsyntax.Expression, rel facts.Rel) {
	for _, o := range s.origins(e) {
		ref := facts.Ref{From: from, To: o.to, Rel: rel, At: o.at, Weak: o.weak, Unknown: o.unknown, Opened: o.opened}
		if o.asked {
			ref.Rel = facts.RelReads
		}
		if o.to != from {
			a.part.Ref(ref)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
