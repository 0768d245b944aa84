package literal

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// exampleDirs hold files that show or test, and are never applied.
var exampleDirs = set(
	"example", "examples", "sample", "samples", "test", "tests", "testdata", "e2e", "fixtures", "boilerplate", "contrib",
	"_testdata", "test-data", "test-fixtures", "mocks", ".snapshots",
	"__tests__", "__mocks__", "__fixtures__", "__snapshots__", // of Jest
)

// proseDirs hold files that explain.
var proseDirs = set("docs", "doc")

// IsSample reports whether a file lies in a directory of examples, tests or
// documentation, whose literals are no leaks.
func IsSample(name string) bool { return IsExample(name) || isBelow(name, proseDirs) }

// IsExample reports whether a file lies in a directory of examples or tests. What
// explains is no example: a real credential is pasted there as easily as elsewhere.
func IsExample(name string) bool { return isBelow(name, exampleDirs) }

func isBelow(name string, dirs map[string]bool) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(dir string) bool { return dirs[strings.ToLower(dir)] })
}

// IsSpecimen reports whether a file's name says that it shows what another will
// look like. Where templates are what is written, as in manifests, "template" says
// nothing.
func IsSpecimen(base string) bool { return specimen.MatchString(base) }

var specimen = expr.New(`(?i)(?:^|[._-])(?:examples?|samples?|dist|fake|dummy|mock)(?:[._-]|$)`)

// IsShown reports whether a file is an example or a test, so that what looks like
// a credential in it is most often made up. Documentation is neither: an operator's
// notes are where real ones are pasted.
func IsShown(name string) bool {
	base := path.Base(name)
	return IsExample(name) || IsSpecimen(base) || tests.MatchString(base)
}

// tests matches names of programs' tests, wherever they lie. Sources: the manuals of go test, pytest, Jest, RSpec, Maven Surefire.
var tests = expr.New(`_test\.(?:go|py)$|^test_.*\.py$|\.(?:spec|test)\.[cm]?[jt]sx?$|_spec\.rb$|Tests?\.(?:java|kt)$`)
