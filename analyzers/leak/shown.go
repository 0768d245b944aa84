package leak

import (
	"path"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

// Shown reports whether a file is an example or a test, so that what looks like
// a credential in it is most often made up. Documentation is neither: an operator's
// notes are where real ones are pasted.
func Shown(name string) bool {
	base := path.Base(name)
	return literal.IsExample(name) || specimen.MatchString(base) || tests.MatchString(base)
}

// tests matches names of programs' tests, wherever they lie. Sources: the manuals of go test, pytest, Jest, RSpec, Maven Surefire.
var tests = expr.New(`_test\.(?:go|py)$|^test_.*\.py$|\.(?:spec|test)\.[cm]?[jt]sx?$|_spec\.rb$|Tests?\.(?:java|kt)$`)
