package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// layer is a directory that Terragrunt applies: its configuration, what that
// includes, and the module it runs.
type layer struct {
	dir      string
	units    []*unit // included files first, its own last
	includes map[string]*unit
	source   string  // directory of the module, where it is local
	module   *module // nil for remote and missing sources
	from     hclsyntax.Expression
	lost     bool // the local source does not exist
}

// findLayers finds the layers, joins what they include and connects their
// inputs to the variables of their modules.
func (a *analysis) findLayers() {
	for _, name := range sortedKeys(a.units) {
		if path.Base(name) == "terragrunt.hcl" {
			a.layers[path.Dir(name)] = &layer{dir: path.Dir(name), units: []*unit{a.units[name]}, includes: map[string]*unit{}}
		}
	}
	for _, dir := range sortedKeys(a.layers) {
		a.include(a.layers[dir])
	}
	for _, dir := range sortedKeys(a.layers) {
		l := a.layers[dir]
		if own := l.own(); own.included && len(own.sources) == 0 {
			delete(a.layers, dir)
		}
	}
	for _, dir := range sortedKeys(a.layers) {
		a.layers[dir].findModule(a)
	}
	for _, dir := range sortedKeys(a.layers) {
		l := a.layers[dir]
		l.giveFiles(a)
		for _, in := range l.inputs() {
			if l.module != nil {
				l.module.give(in.name, given{in.scope(a, l), in.expr})
			}
		}
	}
}

func (l *layer) own() *unit { return l.units[len(l.units)-1] }

// include joins the files that the layer's own file includes.
func (a *analysis) include(l *layer) {
	own := l.own()
	s := own.at(a, l)
	for _, b := range own.includes {
		attr := b.Body.Attributes["path"]
		if attr == nil {
			continue
		}
		inc := s.configFile(attr.Expr)
		if inc == nil || inc == own {
			continue
		}
		inc.included = true
		l.units = append([]*unit{inc}, l.units...)
		if len(b.Labels) == 1 {
			l.includes[b.Labels[0]] = inc
		}
	}
}

// findModule resolves terraform.source: the layer's own, else an included one,
// else the layer's directory itself.
func (l *layer) findModule(a *analysis) {
	l.source = l.dir
	for i := len(l.units) - 1; i >= 0; i-- {
		if u := l.units[i]; len(u.sources) > 0 {
			l.from = u.sources[0].Expr
			l.source, l.lost = a.sourceOf(u.at(a, l), l.from)
			break
		}
	}
	if l.source != "" {
		l.module = a.modules[l.source]
	}
}

// sourceOf is the directory of a local source, empty for a remote or computed
// one, and whether a local one is missing.
func (a *analysis) sourceOf(s scope, e hclsyntax.Expression) (dir string, lost bool) {
	name := s.eval(e).fragment()
	if !strings.HasPrefix(name, root) && !strings.HasPrefix(name, ".") {
		return "", false
	}
	dir, inside := inRepo(s.dir(), strings.ReplaceAll(name, "//", "/"))
	if !inside {
		return "", false
	}
	return dir, !a.tree.HasDir(dir)
}

// input is one entry of a layer's inputs.
type input struct {
	name string
	at   hcl.Range
	expr hclsyntax.Expression
	unit *unit
}

func (in input) scope(a *analysis, l *layer) scope { return in.unit.at(a, l) }

// inputs are the entries of all inputs arguments; those of the layer's own file
// replace included ones.
func (l *layer) inputs() []input {
	var all []input
	place := map[string]int{}
	for _, u := range l.units {
		for _, item := range objectItems(u.inputs(), 0) {
			name, known := (scope{}).itemName(item)
			if !known {
				continue
			}
			in := input{name, item.KeyExpr.Range(), item.ValueExpr, u}
			if i, again := place[name]; again {
				all[i] = in
				continue
			}
			place[name] = len(all)
			all = append(all, in)
		}
	}
	return all
}

func (s scope) itemName(item hclsyntax.ObjectConsItem) (string, bool) {
	key, isKey := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr)
	if !isKey {
		return "", false
	}
	if name := hcl.ExprAsKeyword(key.Wrapped); name != "" && !key.ForceNonLiteral {
		return name, true
	}
	return literalText(key.Wrapped)
}

// objectItems are the entries of an object written out, also as an argument of
// merge.
func objectItems(e hclsyntax.Expression, depth int) []hclsyntax.ObjectConsItem {
	switch e := e.(type) {
	case *hclsyntax.ObjectConsExpr:
		return e.Items
	case *hclsyntax.ParenthesesExpr:
		if depth < 8 {
			return objectItems(e.Expression, depth+1)
		}
	case *hclsyntax.FunctionCallExpr:
		if e.Name != "merge" || depth > 8 {
			return nil
		}
		var items []hclsyntax.ObjectConsItem
		for _, arg := range e.Args {
			items = append(items, objectItems(arg, depth+1)...)
		}
		return items
	}
	return nil
}

// describeUnits says what the Terragrunt files define and refer to.
func (a *analysis) describeUnits() {
	for _, name := range sortedKeys(a.units) {
		u := a.units[name]
		s := u.at(a, nil)
		if l := a.layers[u.dir]; l != nil && l.own() == u {
			s = u.at(a, l)
		}
		for _, local := range attributes(&hclsyntax.Body{Attributes: u.locals}) {
			symbol := symbolIn(u.dir, "local."+local.Name)
			a.define(symbol, local.NameRange, facts.Traits{Sensitive: opens(local.Expr)})
			a.derive(symbol, s, local.Expr)
			a.mask(symbol, local.Name, local.Expr)
		}
		u.hooks(a, s)
		u.runs(a, s)
		u.stack(a)
		for _, m := range u.generated {
			m.describe()
		}
	}
	for _, dir := range sortedKeys(a.layers) {
		a.describeLayer(a.layers[dir])
	}
}

// stackFile is the name of files that make layers of templates. Those are not
// followed.
const stackFile = "terragrunt.stack.hcl"

// stack says of each layer or stack that such a file makes that nobody looked
// into it.
func (u *unit) stack(a *analysis) {
	if u.file.Source.Base() != stackFile {
		return
	}
	for _, b := range u.file.Body.Blocks {
		if (b.Type == "unit" || b.Type == "stack") && len(b.Labels) == 1 {
			a.part.Ref(facts.Ref{
				From: facts.NewPath(facts.Terraform, u.file.Source.Path), To: facts.New(facts.Layer, "*"), Rel: facts.RelReads,
				At: a.pos(b.LabelRanges[0]), Unknown: facts.NotFollowed,
			})
		}
	}
}

func (a *analysis) stacked() bool {
	for name := range a.units {
		if path.Base(name) == stackFile {
			return true
		}
	}
	return false
}

func (a *analysis) describeLayer(l *layer) {
	symbol := facts.NewPath(facts.Layer, l.dir)
	own := l.own()
	a.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: own.file.Source.At(1, 1, 0)})
	if l.lost {
		a.missing(l.source, l.from)
	}
	if l.module != nil && l.from != nil {
		a.part.Ref(facts.Ref{From: facts.NewPath(facts.Terraform, l.module.dir), To: symbol, Rel: facts.RelAppliedBy, At: a.pos(l.from.Range())})
	}
	for _, u := range l.units {
		a.dependencies(symbol, l, u)
	}
	for _, in := range l.inputs() {
		place := symbolIn(l.dir, "inputs."+in.name)
		a.define(place, in.at, facts.Traits{Sensitive: opens(in.expr)})
		a.derive(place, in.scope(a, l), in.expr)
		a.mask(place, in.name, in.expr)
		if l.module != nil && l.module.variables[in.name] != nil {
			a.part.Ref(facts.Ref{From: l.module.symbol("var." + in.name), To: place, Rel: facts.RelDerives, At: a.pos(in.at)})
		}
	}
}

// dependencies orders a layer after those its configuration names.
func (a *analysis) dependencies(symbol facts.Symbol, l *layer, u *unit) {
	s := u.at(a, l)
	for _, b := range u.file.Body.Blocks {
		switch b.Type {
		case "dependency":
			enabled, _ := s.argument(b, "enabled").full()
			if attr := b.Body.Attributes["config_path"]; attr != nil && enabled != "false" {
				a.after(symbol, s, attr.Expr)
			}
		case "dependencies":
			attr := b.Body.Attributes["paths"]
			if attr == nil {
				continue
			}
			if tuple, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
				for _, e := range tuple.Exprs {
					a.after(symbol, s, e)
				}
			}
		}
	}
}

func (a *analysis) after(symbol facts.Symbol, s scope, e hclsyntax.Expression) {
	ref := facts.Ref{From: symbol, To: facts.New(facts.Layer, "*"), Rel: facts.RelDependsOn, At: a.pos(e.Range()), Unknown: facts.NotFollowed}
	if dir, known := inRepo(s.dir(), s.eval(e).fragment()); known {
		ref.To, ref.Unknown = facts.NewPath(facts.Layer, dir), ""
	}
	a.part.Ref(ref)
}

// missing marks a local source that does not exist.
func (a *analysis) missing(dir string, e hclsyntax.Expression) {
	a.part.Mark(facts.MarkMissingFile, "", facts.NewPath(facts.FileSymbol, dir, a.tree.Repo), a.pos(e.Range()))
}
