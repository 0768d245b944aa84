package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// splits finds objects that a module and the cluster's own delivery both
// declare under one name, and that write different Secrets, or other keys.
// Each takes the object from the other, and one of the Secrets is never made.
// Equal declarations are a handover.
func (l *linker) splits() []*Duplicate {
	writes := map[facts.Symbol][]facts.Def{}
	for _, defs := range l.live {
		for _, d := range defs {
			if d.By.Kind() == facts.ObjectSymbol && fetched(d) && d.Symbol.Kind() == facts.Secret && d.Symbol.Key() == "" {
				writes[d.By] = append(writes[d.By], d)
			}
		}
	}
	modules := l.applied()
	var found []*Duplicate
	for object, defs := range writes {
		slices.SortFunc(defs, func(a, b facts.Def) int { return facts.ComparePos(a.At, b.At) })
		inModule := func(d facts.Def) bool { return modules[object][d.At.File] }
		module, delivered := slices.IndexFunc(defs, inModule), slices.IndexFunc(defs, func(d facts.Def) bool { return !inModule(d) })
		if module >= 0 && delivered >= 0 && len(defs) == 2 && differ(defs[module], defs[delivered]) {
			found = append(found, &Duplicate{ID: "split|" + string(object), Symbol: object, Writers: defs, Split: true})
		}
	}
	return found
}

// applied are the files in which modules declare objects.
func (l *linker) applied() map[facts.Symbol]map[string]bool {
	files := map[facts.Symbol]map[string]bool{}
	for _, r := range l.refs {
		if r.Rel == facts.RelAppliedBy && r.To.Kind() == facts.Terraform {
			if files[r.From] == nil {
				files[r.From] = map[string]bool{}
			}
			files[r.From][r.At.File] = true
		}
	}
	return files
}

// differ reports whether two declarations are known to write different places
// or different keys.
func differ(a, b facts.Def) bool {
	return a.Symbol != b.Symbol || a.Keys.Exact() && b.Keys.Exact() && !slices.Equal(a.Keys.Names, b.Keys.Names)
}
