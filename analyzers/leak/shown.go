package leak

import (
	"path"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

// Shown reports whether a file shows, tests or explains, so that what looks like
// a credential in it is most often made up.
func Shown(name string) bool {
	base := path.Base(name)
	return literal.IsSample(name) || specimen.MatchString(base) || telling.MatchString(base)
}

// telling matches names of programs' tests and of documentation, wherever they
// lie. Sources: the manuals of go test, pytest, Jest, RSpec, Maven Surefire.
var telling = expr.New(`_test\.(?:go|py)$|^test_.*\.py$|\.(?:spec|test)\.[cm]?[jt]sx?$|_spec\.rb$|Tests?\.(?:java|kt)$|(?i:\.(?:md|mdx|markdown|rst|adoc|asciidoc))$`)
