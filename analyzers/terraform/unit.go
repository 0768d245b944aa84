package terraform

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// unit is one Terragrunt configuration file: that of a layer, one that layers
// include, or one whose locals others read.
type unit struct {
	file         *file
	dir          string
	locals       map[string]*hclsyntax.Attribute
	includes     []*hclsyntax.Block
	dependencies map[string]*hclsyntax.Block
	sources      []*hclsyntax.Attribute // terraform.source, at most one
	included     bool
	generated    []*module // the texts of its generate blocks
	open         bool      // some of those are not known
	busy         map[string]bool
}

func newUnit(f *file) *unit {
	u := &unit{
		file: f, dir: path.Dir(f.Source.Path), locals: map[string]*hclsyntax.Attribute{},
		dependencies: map[string]*hclsyntax.Block{}, busy: map[string]bool{},
	}
	for _, b := range f.Body.Blocks {
		switch b.Type {
		case "locals":
			for name, attr := range b.Body.Attributes {
				u.locals[name] = attr
			}
		case "include":
			u.includes = append(u.includes, b)
		case "dependency":
			if len(b.Labels) == 1 {
				u.dependencies[b.Labels[0]] = b
			}
		case "terraform":
			if attr := b.Body.Attributes["source"]; attr != nil {
				u.sources = append(u.sources, attr)
			}
		}
	}
	return u
}

// inputs is the inputs argument, or nil.
func (u *unit) inputs() hclsyntax.Expression {
	if attr := u.file.Body.Attributes["inputs"]; attr != nil {
		return attr.Expr
	}
	return nil
}

// at is the scope of the file's expressions as part of a layer, or alone.
func (u *unit) at(a *analysis, l *layer) scope { return scope{a: a, unit: u, layer: l} }

// lookupUnit is the value of a reference in a Terragrunt file.
func (s scope) lookupUnit(t hcl.Traversal, name string) value {
	switch t.RootName() {
	case "local":
		return s.unitLocal(s.unit, name).follow(t[2:])
	case "include":
		inc, what, local := s.includeStep(t, name)
		if inc != nil && what == "locals" {
			return s.unitLocal(inc, local).follow(t[4:])
		}
	case "dependency":
		if l := s.dependencyLayer(name); l != nil && l.module != nil && attrAt(t, 2) == "outputs" && len(t) > 3 {
			return l.module.outputValue(s, attrAt(t, 3)).follow(t[4:])
		}
	}
	return value{}
}

// includeStep takes include.root.locals.x apart; the label may be left out.
func (s scope) includeStep(t hcl.Traversal, name string) (inc *unit, what, local string) {
	if s.layer == nil || len(t) < 4 {
		return nil, "", ""
	}
	return s.layer.includes[name], attrAt(t, 2), attrAt(t, 3)
}

func (s scope) unitLocal(u *unit, name string) value {
	attr := u.locals[name]
	if attr == nil || u.busy[name] || len(u.busy) > hcltext.MaxNesting {
		return value{}
	}
	u.busy[name] = true
	defer delete(u.busy, name)
	inner := u.at(s.a, s.layer)
	inner.steps = s.steps
	return inner.eval(attr.Expr)
}

// unitTargets are the places that a reference in a Terragrunt file names.
func (s scope) unitTargets(t hcl.Traversal, name string, at facts.Pos) []origin {
	switch t.RootName() {
	case "local":
		if other := s.readConfig(name); other != nil && len(t) > 3 {
			return s.configTarget(other, attrAt(t, 2), attrAt(t, 3), attrAt(t, 4), at)
		}
		return append(s.decryptedEntry(s.unit.locals, name, t[2:], at), origin{to: symbolIn(s.unit.dir, "local."+name).WithKey(attrAt(t, 2)), at: at})
	case "include":
		if inc, what, local := s.includeStep(t, name); inc != nil {
			return s.configTarget(inc, what, local, attrAt(t, 4), at)
		}
	case "dependency":
		if attrAt(t, 2) == "outputs" {
			return s.outputTarget(name, attrAt(t, 3), attrAt(t, 4), at)
		}
	}
	return nil
}

func (s scope) configTarget(u *unit, what, name, entry string, at facts.Pos) []origin {
	switch {
	case what == "locals" && name != "":
		return []origin{{to: symbolIn(u.dir, "local."+name).WithKey(entry), at: at}}
	case what == "inputs" && name != "" && s.layer != nil:
		return []origin{{to: symbolIn(s.layer.dir, "inputs."+name).WithKey(entry), at: at}}
	}
	return nil
}

// outputTarget is the output of the module behind a dependency.
func (s scope) outputTarget(dependency, output, entry string, at facts.Pos) []origin {
	l := s.dependencyLayer(dependency)
	switch {
	case l == nil || output == "":
		return []origin{{to: symbolIn(s.unit.dir, "dependency."+dependency), at: at, unknown: facts.NotFollowed}}
	case l.module == nil:
		return []origin{{to: symbolIn(l.dir, "outputs."+output), at: at, unknown: facts.RemoteSource}}
	}
	return []origin{{to: l.module.symbol("output." + output).WithKey(entry), at: at}}
}

// dependencyLayer is the layer that a dependency block of the file, or of one it
// includes, points at; nil when there is none.
func (s scope) dependencyLayer(name string) *layer {
	b := s.unit.dependencies[name]
	if b == nil && s.layer != nil {
		for _, u := range s.layer.units {
			if b = u.dependencies[name]; b != nil {
				break
			}
		}
	}
	if b == nil {
		return nil
	}
	dir, known := inRepo(s.dir(), s.argument(b, "config_path").fragment())
	if !known {
		return nil
	}
	return s.a.layers[dir]
}

// readConfig is the Terragrunt file that a local reads as a whole, or nil.
func (s scope) readConfig(local string) *unit {
	attr := s.unit.locals[local]
	if attr == nil {
		return nil
	}
	call, isCall := attr.Expr.(*hclsyntax.FunctionCallExpr)
	if !isCall || call.Name != "read_terragrunt_config" || len(call.Args) == 0 {
		return nil
	}
	return s.configFile(call.Args[0])
}

func (s scope) configFile(e hclsyntax.Expression) *unit {
	name, known := inRepo(s.dir(), s.eval(e).fragment())
	if !known {
		return nil
	}
	return s.a.units[name]
}

// terragruntCall evaluates the functions that Terragrunt adds. Those that need
// the machine give nothing.
func (s scope) terragruntCall(e *hclsyntax.FunctionCallExpr) (value, bool) {
	if s.unit == nil {
		return value{}, false
	}
	switch e.Name {
	case "get_repo_root", "get_path_to_repo_root":
		return text(root + "/"), true
	case "get_terragrunt_dir", "get_original_terragrunt_dir", "get_working_dir":
		return text(root + "/" + s.dir()), true
	case "get_parent_terragrunt_dir":
		return text(root + "/" + s.parentDir()), true
	case "path_relative_to_include":
		return text(relative(s.parentDir(), s.dir())), true
	case "path_relative_from_include":
		return text(relative(s.dir(), s.parentDir())), true
	case "find_in_parent_folders":
		return s.findInParents(e.Args), true
	case "read_terragrunt_config":
		if len(e.Args) > 0 {
			return s.configValue(e.Args[0]), true
		}
	case "get_env":
		if name, _ := s.argText(e, 0); name == "HOME" {
			return text("~"), true
		}
	default:
		return value{}, false
	}
	return value{}, true
}

func (s scope) argText(e *hclsyntax.FunctionCallExpr, i int) (string, bool) {
	if i >= len(e.Args) {
		return "", false
	}
	return s.eval(e.Args[i]).full()
}

// parentDir is the directory of the file that the layer includes, or its own.
func (s scope) parentDir() string {
	if s.layer != nil && len(s.layer.units) > 1 {
		return s.layer.units[0].dir
	}
	return s.dir()
}

// findInParents looks for a file above the layer, as Terragrunt does.
func (s scope) findInParents(args []hclsyntax.Expression) value {
	names := []string{"terragrunt.hcl", "root.hcl"}
	if len(args) > 0 {
		name, known := s.eval(args[0]).full()
		if !known {
			return value{}
		}
		names = []string{name}
	}
	for dir := s.dir(); dir != "." && dir != "/" && dir != ""; {
		dir = path.Dir(dir)
		for _, name := range names {
			if found := path.Join(dir, name); s.a.tree.File(found) != nil || s.a.tree.HasDir(found) {
				return text(root + "/" + found)
			}
		}
	}
	if len(args) > 1 {
		return s.eval(args[1])
	}
	return value{}
}

// configValue is another file as an object with its locals.
func (s scope) configValue(e hclsyntax.Expression) value {
	u := s.configFile(e)
	if u == nil {
		return value{}
	}
	locals := value{kind: object}
	for _, name := range sortedKeys(u.locals) {
		locals.set(name, s.unitLocal(u, name))
	}
	return value{kind: object, open: true, keys: []string{"locals"}, items: []value{locals}}
}

// relative is the path from one directory of the repository to another.
func relative(from, to string) string {
	if from == to {
		return "."
	}
	if from == "." {
		return to
	}
	if rest, below := strings.CutPrefix(to, from+"/"); below {
		return rest
	}
	up := ""
	for from != "." && from != to && !strings.HasPrefix(to, from+"/") {
		up, from = up+"../", path.Dir(from)
	}
	if from == "." {
		return path.Join(up, to)
	}
	return path.Join(up, strings.TrimPrefix(strings.TrimPrefix(to, from), "/"))
}
