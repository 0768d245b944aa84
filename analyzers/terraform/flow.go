package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// origin is a place that an expression takes its value from.
type origin struct {
	to      facts.Symbol
	at      facts.Pos
	weak    bool
	asked   bool // only compared, measured or hashed: the value itself goes nowhere
	unknown facts.Reason
	opened  bool // the content of the file whose path it holds
}

// origins are the places that an expression takes its value from, in the order
// of the text.
func (s scope) origins(e hclsyntax.Expression) []origin {
	if e == nil {
		return nil
	}
	w := &flowWalker{scope: s.fresh()}
	_ = hclsyntax.Walk(e, w) // the walker reports no diagnostics
	return w.found
}

// flowWalker collects origins. Inside try() or behind a test whether a file
// exists they are weak: the program goes on without them.
type flowWalker struct {
	scope   scope
	found   []origin
	hidden  []map[string]struct{} // names of for expressions
	soft    int
	opens   int                           // calls that read a file around the node
	asked   map[hclsyntax.Expression]bool // conditions around which a choice is open
	asking  int
	reached map[*hclsyntax.ScopeTraversalExpr]bool // references told with what is asked of them
	call    func(*hclsyntax.FunctionCallExpr)      // told of every call, where set
}

// Enter implements hclsyntax.Walker.
func (w *flowWalker) Enter(n hclsyntax.Node) hcl.Diagnostics {
	w.ask(n, 1)
	switch n := n.(type) {
	case hclsyntax.ChildScope:
		w.hidden = append(w.hidden, n.LocalNames)
	case *hclsyntax.ConditionalExpr:
		if tests(n.Condition) {
			w.soft++
		}
	case *hclsyntax.FunctionCallExpr:
		if n.Name == "try" || n.Name == "can" {
			w.soft++
		}
		if w.call != nil {
			w.call(n)
		}
		w.add(w.scope.callOrigins(n)...)
		if readers[n.Name] {
			w.opens++
		}
	case *hclsyntax.RelativeTraversalExpr, *hclsyntax.SplatExpr:
		w.follow(n.(hclsyntax.Expression))
	case *hclsyntax.ScopeTraversalExpr:
		if !w.reached[n] && !w.shadowed(n.Traversal.RootName()) {
			w.add(w.scope.targets(n.Traversal)...)
		}
	}
	return nil
}

// Exit implements hclsyntax.Walker.
func (w *flowWalker) Exit(n hclsyntax.Node) hcl.Diagnostics {
	w.ask(n, -1)
	switch n := n.(type) {
	case hclsyntax.ChildScope:
		w.hidden = w.hidden[:len(w.hidden)-1]
	case *hclsyntax.ConditionalExpr:
		if tests(n.Condition) {
			w.soft--
		}
	case *hclsyntax.FunctionCallExpr:
		if n.Name == "try" || n.Name == "can" {
			w.soft--
		}
		if readers[n.Name] {
			w.opens--
		}
	}
	return nil
}

func (w *flowWalker) add(all ...origin) {
	for _, o := range all {
		o.weak, o.asked, o.opened = o.weak || w.soft > 0, o.asked || w.asking > 0, w.opens > 0
		w.found = append(w.found, o)
	}
}

// ask notes that an expression whose result does not hold its operands begins
// or ends.
func (w *flowWalker) ask(n hclsyntax.Node, by int) {
	switch n := n.(type) {
	case *hclsyntax.ConditionalExpr:
		if w.asked == nil {
			w.asked = map[hclsyntax.Expression]bool{}
		}
		w.asked[n.Condition] = true
	case *hclsyntax.BinaryOpExpr, *hclsyntax.UnaryOpExpr:
		w.asking += by
	case *hclsyntax.FunctionCallExpr:
		if digests[n.Name] {
			w.asking += by
		}
	}
	if e, isExpr := n.(hclsyntax.Expression); isExpr && w.asked[e] {
		w.asking += by
	}
}

// digests are functions whose result says something about their arguments and
// does not hold them.
var digests = map[string]bool{
	"base64sha256": true, "base64sha512": true, "bcrypt": true, "md5": true, "sha1": true, "sha256": true, "sha512": true, "uuidv5": true,
	"filebase64sha256": true, "filebase64sha512": true, "filemd5": true, "filesha1": true, "filesha256": true, "filesha512": true,
	"fileexists": true, "can": true, "contains": true, "length": true, "strcontains": true, "startswith": true, "endswith": true,
	"alltrue": true, "anytrue": true, "issensitive": true,
}

func (w *flowWalker) shadowed(name string) bool {
	return slices.ContainsFunc(w.hidden, func(names map[string]struct{}) bool { _, in := names[name]; return in })
}

// tests reports whether a condition asks for the presence of something.
func tests(condition hclsyntax.Expression) bool {
	switch c := condition.(type) {
	case *hclsyntax.ParenthesesExpr:
		return tests(c.Expression)
	case *hclsyntax.UnaryOpExpr:
		return tests(c.Val)
	case *hclsyntax.FunctionCallExpr:
		return c.Name == "fileexists" || c.Name == "can"
	}
	return false
}

// readers are the functions that read a file given as their first argument.
var readers = map[string]bool{
	"file": true, "filebase64": true, "templatefile": true, "filesha256": true, "filesha512": true, "filesha1": true, "filemd5": true,
	"filebase64sha256": true, "filebase64sha512": true, "sops_decrypt_file": true, "read_tfvars_file": true,
	"provider::sops::file": true,
}

// callOrigins are the outside places that a function call reads.
func (s scope) callOrigins(e *hclsyntax.FunctionCallExpr) []origin {
	if len(e.Args) == 0 {
		return nil
	}
	at := s.a.pos(e.Args[0].Range())
	switch {
	case e.Name == "fileexists":
		return weakened(s.fileOrigin(e.Args[0], at))
	case e.Name == "get_env":
		name, known := s.eval(e.Args[0]).full()
		if !known {
			return []origin{{to: facts.New(facts.EnvVar, "*"), at: at, unknown: facts.NotFollowed}}
		}
		if harmlessEnv[name] {
			return nil
		}
		return []origin{{to: facts.New(facts.EnvVar, name), at: at, weak: len(e.Args) > 1}}
	case readers[e.Name]:
		return s.fileOrigin(e.Args[0], at)
	}
	return nil
}

// harmlessEnv are variables that every shell sets.
var harmlessEnv = map[string]bool{"HOME": true, "USER": true, "PWD": true, "PATH": true, "TMPDIR": true, "SHELL": true, "LANG": true, "HOSTNAME": true}

func weakened(all []origin) []origin {
	for i := range all {
		all[i].weak = true
	}
	return all
}

// fileOrigin is the vault entry, or the encrypted file, that a path names.
func (s scope) fileOrigin(e hclsyntax.Expression, at facts.Pos) []origin {
	v := s.eval(e)
	if v.kind != scalar {
		return nil
	}
	name, _, partial := strings.Cut(v.text, hole)
	if rel, ok := source.VaultPath(s.a.cfg.Mounts, strings.TrimSuffix(name, "/")+"/x"); partial && ok {
		prefix := strings.TrimSuffix(rel, "x")
		if !strings.HasSuffix(name, "/") {
			prefix = strings.TrimSuffix(prefix, "/")
		}
		return []origin{{to: facts.NewPath(facts.VaultFile, path.Clean(prefix+"*")), at: at, unknown: facts.TemplatedName}}
	}
	if partial {
		return nil
	}
	if rel, ok := source.VaultPath(s.a.cfg.Mounts, name); ok && rel != "" {
		return []origin{{to: facts.NewPath(facts.VaultFile, rel), at: at}}
	}
	if file, ok := inRepo(s.dir(), name); ok && s.a.tree.File(file) != nil {
		return []origin{{to: facts.NewPath(facts.FileSymbol, file, s.a.tree.Repo), at: at}}
	}
	return nil
}

// dir is the directory that relative paths start from.
func (s scope) dir() string {
	switch {
	case s.layer != nil:
		return s.layer.dir
	case s.unit != nil:
		return s.unit.dir
	case s.mod != nil:
		return s.mod.dir
	}
	return ""
}

// targets are the places that a reference names.
func (s scope) targets(t hcl.Traversal) []origin {
	at := s.a.pos(t.SourceRange())
	name := attrAt(t, 1)
	if t.RootName() == "each" && s.each != nil {
		inner := s
		inner.each = nil
		if base, rest := entry(s.each, s.each.Range()); base != nil && name == "value" && len(t) > 2 {
			return inner.targets(slices.Concat(base.Traversal, rest, t[2:]))
		}
		all := inner.origins(s.each)
		for i := range all {
			all[i].asked = all[i].asked || name == "key" // Terraform refuses keys that are secret
		}
		return all
	}
	switch {
	case s.unit != nil:
		return s.unitTargets(t, name, at)
	case s.mod == nil || name == "":
		return nil
	}
	switch t.RootName() {
	case "var":
		return []origin{{to: s.mod.symbol("var." + name).WithKey(attrAt(t, 2)), at: at}}
	case "local":
		return append(s.decryptedEntry(s.mod.locals, name, t[2:], at), origin{to: s.mod.symbol("local." + name).WithKey(attrAt(t, 2)), at: at})
	case "module":
		return s.moduleTarget(name, skipIndex(t[2:]), at)
	case "count", "each", "path", "self", "terraform", "provider":
		return nil
	}
	return s.resourceTarget(t, at)
}

// moduleTarget is the output of a module that a reference names.
func (s scope) moduleTarget(call string, rest hcl.Traversal, at facts.Pos) []origin {
	whole := s.mod.symbol("module." + call)
	b := s.mod.calls[call]
	if b == nil || len(rest) == 0 {
		return []origin{{to: whole, at: at}}
	}
	dir, local := s.mod.sourceDir(s, b)
	out, ok := stepKey(rest[0])
	if !local || !ok {
		return []origin{{to: whole, at: at, unknown: facts.RemoteSource}}
	}
	return []origin{{to: symbolIn(dir, "output."+out).WithKey(attrAt(rest, 1)), at: at}}
}

// resourceTarget is the resource or data source that a reference names, or the
// remote secret that is read through it.
func (s scope) resourceTarget(t hcl.Traversal, at facts.Pos) []origin {
	address, rest := resourceAddress(t)
	if address == "" {
		return nil
	}
	r := s.mod.resources[address]
	if r == nil && !strings.Contains(address, "_") {
		return nil // a name of the template or provider language
	}
	if r != nil {
		if to, ok := s.remoteTarget(r, rest); ok {
			return []origin{{to: to, at: at}}
		}
		return []origin{{to: s.mod.symbol(address).WithKey(r.part(rest)), at: at}}
	}
	return []origin{{to: s.mod.symbol(address), at: at}}
}

// attributes are the arguments of a body in the order of the text.
func attributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	all := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, attr := range body.Attributes {
		all = append(all, attr)
	}
	slices.SortFunc(all, func(x, y *hclsyntax.Attribute) int { return x.NameRange.Start.Byte - y.NameRange.Start.Byte })
	return all
}
