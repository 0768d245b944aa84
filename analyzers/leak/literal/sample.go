package literal

import (
	"path"
	"slices"
	"strings"
)

// sampleDirs hold files that show, test or explain, and are never applied.
var sampleDirs = map[string]bool{
	"example": true, "examples": true, "sample": true, "samples": true, "test": true, "tests": true, "testdata": true,
	"e2e": true, "fixtures": true, "docs": true, "doc": true, "boilerplate": true, "contrib": true,
	"_testdata": true, "test-data": true, "test-fixtures": true, "mocks": true, ".snapshots": true,
	"__tests__": true, "__mocks__": true, "__fixtures__": true, "__snapshots__": true, // of Jest
}

// IsSample reports whether a file lies in a directory of examples, tests or
// documentation, whose literals are no leaks.
func IsSample(name string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(dir string) bool { return sampleDirs[strings.ToLower(dir)] })
}
