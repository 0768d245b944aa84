package pattern

import (
	"math/rand/v2"
	"regexp/syntax"
	"strings"
)

// sample writes a text that an expression matches.
func sample(r *syntax.Regexp, rnd *rand.Rand) string {
	var b strings.Builder
	switch r.Op {
	case syntax.OpLiteral:
		return string(r.Rune)
	case syntax.OpCharClass:
		return string(member(r.Rune, rnd))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return string(rune('a' + rnd.IntN(26)))
	case syntax.OpAlternate:
		return sample(r.Sub[rnd.IntN(len(r.Sub))], rnd)
	case syntax.OpStar, syntax.OpQuest:
		return ""
	case syntax.OpRepeat:
		for range r.Min + rnd.IntN(min(max(r.Max-r.Min, 0), 3)+1) {
			b.WriteString(sample(r.Sub[0], rnd))
		}
		return b.String()
	case syntax.OpPlus:
		return sample(r.Sub[0], rnd) + sample(r.Sub[0], rnd)
	}
	for _, s := range r.Sub {
		b.WriteString(sample(s, rnd))
	}
	return b.String()
}

// member picks a printable member of a class.
func member(class []rune, rnd *rand.Rand) rune {
	var all []rune
	for i := 0; i < len(class); i += 2 {
		for c := max(class[i], '!'); c <= min(class[i+1], '~'); c++ {
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		return ' '
	}
	return all[rnd.IntN(len(all))]
}
