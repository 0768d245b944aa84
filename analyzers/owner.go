package analyzers

import "github.com/tazzo/tazlint/analyzers/facts"

// withOwners lets a mark that only knows its file name whose value stands
// there, where a front end that follows values has hidden the same text: a
// masked mark says so with its place in the graph.
func withOwners(marks []facts.Mark) []facts.Mark {
	type line struct {
		file   string
		number int
	}
	owned := map[line][]facts.Mark{}
	for _, m := range marks {
		if m.Kind == facts.MarkMasked && m.On.Kind() != facts.FileSymbol {
			at := line{m.At.File, m.At.Line}
			owned[at] = append(owned[at], m)
		}
	}
	for i, m := range marks {
		if !m.Kind.IsLiteral() || m.Kind == facts.MarkUnencrypted || m.On.Kind() != facts.FileSymbol {
			continue
		}
		for _, owner := range owned[line{m.At.File, m.At.Line}] {
			if owner.At.Col <= m.At.Col && (m.At.Col < owner.At.EndCol || owner.At.EndLine > owner.At.Line) {
				marks[i].On = ownedBy(owner.On, m.On)
				break
			}
		}
	}
	return marks
}

// ownedBy is the place of an owner, with the entry that either names.
func ownedBy(owner, found facts.Symbol) facts.Symbol {
	if owner.Key() == "" {
		return owner.WithKey(found.Key())
	}
	return owner
}
