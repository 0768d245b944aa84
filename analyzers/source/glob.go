package source

import (
	"path"
	"strings"
)

// MatchAny reports whether a slash separated path matches one of the globs.
func MatchAny(globs []string, name string) bool {
	for _, g := range globs {
		if Match(g, name) {
			return true
		}
	}
	return false
}

// Match reports whether a slash separated path matches a glob in which "**"
// stands for any number of directories and a final "/" for all below.
func Match(glob, name string) bool {
	if strings.HasSuffix(glob, "/") {
		glob += "**"
	}
	return matchParts(strings.Split(glob, "/"), strings.Split(name, "/"))
}

func matchParts(globs, names []string) bool {
	for len(globs) > 0 {
		if globs[0] == "**" {
			for skip := range len(names) + 1 {
				if matchParts(globs[1:], names[skip:]) {
					return true
				}
			}
			return false
		}
		if len(names) == 0 {
			return false
		}
		if ok, err := path.Match(globs[0], names[0]); err != nil || !ok {
			return false
		}
		globs, names = globs[1:], names[1:]
	}
	return len(names) == 0
}
