package literal

import (
	"path"
	"slices"
	"strings"
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
