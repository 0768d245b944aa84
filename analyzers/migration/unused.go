package migration

import (
	"maps"
	"slices"
	"strings"
)

// unused lists the entries of the map that send nothing anywhere, sorted: nothing
// fetches their key, nothing that is known lies under it, and nobody asks at the
// destination for what they sent there. A pattern is a rule for what may come.
func (l *ledger) unused() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(l.atlas.move.Map)), func(from string) bool {
		if l.atlas.used[from] || strings.HasSuffix(from, "*") || len(l.to) == 0 {
			return true
		}
		_, property, _ := strings.Cut(from, "#")
		to := arrive(l.atlas.move.Map[from], property, ByMap)
		return l.moved[address(l.to[0].Backend, l.to[0].ID, to.Key, to.Property)]
	})
}
