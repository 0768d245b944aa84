package pattern

import (
	"regexp"
	"regexp/syntax"
)

// effort bounds what expressions of a repository may cost: a step is one
// instruction of an expression for one byte of text. 2^32 steps take some
// seconds at worst; a large repository with twenty rules of its own needs a
// hundredth of it.
type effort struct{ left int64 }

const maxEffort = 1 << 32

func newEffort() *effort { return &effort{left: maxEffort} }

// spend takes the steps of an expression over a text; false when they are not
// left.
func (e *effort) spend(size, text int) bool {
	if e.left < 0 {
		return false
	}
	e.left -= int64(size) * int64(text+1)
	return e.left >= 0
}

func (e *effort) spent() bool { return e.left < 0 }

// maxProgram bounds the instructions of all expressions in a configuration:
// counted repetition makes thousands of a few bytes.
const maxProgram = 500_000

// programSize is the number of instructions of an expression.
func programSize(text string) (int, error) {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return 0, err
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0, err
	}
	return len(program.Inst), nil
}

// sized is an expression and its number of instructions.
type sized struct {
	*regexp.Regexp
	size int
}
