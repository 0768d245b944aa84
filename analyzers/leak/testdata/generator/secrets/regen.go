// Package secrets stands in for the package of gitleaks' generator that makes
// up secrets: equal seeds, the program's second argument, give equal ones.
package secrets

import (
	"math/rand/v2"
	"os"
	"regexp/syntax"
	"strconv"
	"sync"
)

var random = sync.OnceValue(func() *rand.Rand {
	seed, err := strconv.ParseUint(os.Args[2], 10, 64)
	if err != nil {
		panic(err)
	}
	return rand.New(rand.NewPCG(seed, 0))
})

// NewSecret makes up a text that the expression matches.
func NewSecret(expression string) string {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		panic(err)
	}
	return sample(parsed, random())
}
