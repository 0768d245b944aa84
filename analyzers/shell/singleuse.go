package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// singleUse matches the field of a request that makes a key good for one machine
// (https://tailscale.com/api, create an auth key: reusable is false by default,
// here it is said).
var singleUse = expr.New(`\\?["']reusable\\?["']\s*:\s*false\b`)

// mint is a variable that holds a key good for one machine.
type mint struct {
	name string
	at   facts.Pos // the field that says so
	stmt syntax.Node
}

// singleUses marks keys that are made for one machine and given to several: in a
// loop over machines that starts after the key was made, or by one command called
// for different ones.
func (e *emitter) singleUses(s *script) {
	if !singleUse.Match(s.text) {
		return
	}
	k := keys{s: s, funcs: map[string]*syntax.FuncDecl{}}
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok && f.Name != nil {
			k.funcs[f.Name.Value] = f
		}
		return true
	})
	for _, m := range k.mints() {
		if k.shared(m) {
			e.script(m.at)
			e.mark(facts.MarkContradiction, "single-use", s.symbol().WithKey(m.name), m.at)
		}
	}
}

// keys looks for what a script does with the keys that it makes.
type keys struct {
	s     *script
	funcs map[string]*syntax.FuncDecl
}

// mints are the variables set to what a request for a key answers, made in place
// or by a function.
func (k keys) mints() []mint {
	var found []mint
	syntax.Walk(k.s.tree, func(n syntax.Node) bool {
		a, ok := n.(*syntax.Assign)
		if !ok || a.Name == nil || a.Value == nil {
			return true
		}
		syntax.Walk(a.Value, func(inner syntax.Node) bool {
			if sub, ok := inner.(*syntax.CmdSubst); ok {
				if at, ok := k.field(sub, 0); ok {
					found = append(found, mint{a.Name.Value, at, a})
				}
				return false
			}
			return true
		})
		return true
	})
	return found
}

// field is the place of the field in what a node runs.
func (k keys) field(n syntax.Node, depth int) (at facts.Pos, found bool) {
	from, to := n.Pos().Offset(), n.End().Offset()
	if m := singleUse.FindIndex(k.s.text[from:min(to, uint(len(k.s.text)))]); m != nil {
		return k.at(int(from)+m[0], m[1]-m[0]), true
	}
	syntax.Walk(n, func(inner syntax.Node) bool {
		if call, ok := inner.(*syntax.CallExpr); ok && !found && depth < 4 {
			if f := k.funcs[firstLiteral(call)]; f != nil {
				at, found = k.field(f.Body, depth+1)
			}
		}
		return !found
	})
	return at, found
}

// at is the place of a byte of the script.
func (k keys) at(offset, width int) facts.Pos {
	before := string(k.s.text[:offset])
	return k.s.file.At(strings.Count(before, "\n")+1, offset-strings.LastIndex(before, "\n"), width)
}

// shared reports whether several machines get one key.
func (k keys) shared(m mint) bool {
	shared := false
	calls := map[string]string{} // command -> its text, of those that are given the key
	syntax.Walk(k.s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ForClause:
			shared = shared || k.machines(n, m)
		case *syntax.CallExpr:
			name, text := firstLiteral(n), k.text(n)
			if name == "" || printing[name] || !mentions(m.name)(n) {
				return true
			}
			other, again := calls[name]
			shared = shared || again && other != text && k.funcs[name] != nil
			calls[name] = text
		}
		return !shared
	})
	return shared
}

// printing are commands whose second call says nothing.
var printing = map[string]bool{"echo": true, "printf": true, "export": true, "test": true, "[": true, "unset": true}

func (k keys) text(n syntax.Node) string {
	return string(k.s.text[n.Pos().Offset():min(n.End().Offset(), uint(len(k.s.text)))])
}

func inside(n, around syntax.Node) bool {
	return n.Pos().Offset() >= around.Pos().Offset() && n.End().Offset() <= around.End().Offset()
}

var attempt = expr.New(`^(?:\d+|\{\d+\.\.\d+\}|\$\(\s*seq\b.*)$`)

// machines reports whether a loop goes over more than attempts, and gives one key
// to what it goes over. One machine that stands there alone is one.
func (k keys) machines(loop *syntax.ForClause, m mint) bool {
	words, ok := loop.Loop.(*syntax.WordIter)
	if !ok || len(words.Items) == 0 {
		return false
	}
	counts := func(w *syntax.Word) bool { return attempt.MatchString(k.text(w)) }
	if slices.ContainsFunc(words.Items, counts) || len(words.Items) == 1 && words.Items[0].Lit() != "" {
		return false
	}
	any := func(is func(syntax.Node) bool) bool {
		return slices.ContainsFunc(loop.Do, func(s *syntax.Stmt) bool { return k.reaches(s, is, 0) })
	}
	return any(mentions(m.name)) && any(mentions(words.Name.Value)) && !any(func(n syntax.Node) bool { return inside(m.stmt, n) })
}

// reaches reports whether something holds of a node or of a function that it
// calls.
func (k keys) reaches(n syntax.Node, is func(syntax.Node) bool, depth int) bool {
	if is(n) {
		return true
	}
	found := false
	syntax.Walk(n, func(inner syntax.Node) bool {
		if call, ok := inner.(*syntax.CallExpr); ok && !found && depth < 4 {
			if f := k.funcs[firstLiteral(call)]; f != nil {
				found = k.reaches(f.Body, is, depth+1)
			}
		}
		return !found
	})
	return found
}

// mentions reports whether a variable is expanded in a node.
func mentions(name string) func(syntax.Node) bool {
	return func(n syntax.Node) (found bool) {
		syntax.Walk(n, func(inner syntax.Node) bool {
			if p, ok := inner.(*syntax.ParamExp); ok && p.Param != nil && p.Param.Value == name {
				found = true
			}
			return !found
		})
		return found
	}
}
