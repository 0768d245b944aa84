package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/source"
)

// isDotenv recognises files of variables by what the programs that load them
// look for.
func isDotenv(f *source.File) bool {
	base := strings.ToLower(f.Base())
	return f.Ext() == ".env" || base == ".env" || base == ".envrc" || base == ".flaskenv" || strings.HasPrefix(base, ".env.") ||
		strings.HasPrefix(base, "env.") && f.Ext() != ".go" && f.Ext() != ".py" && f.Ext() != ".ts" && f.Ext() != ".js" && f.Ext() != ".sh" || base == "environment"
}

// envPairs lists the variables of a dotenv file; a value in quotes may go on
// below. Source: the specification of Compose, "env_file".
func envPairs(text string) []setting {
	var pairs []setting
	until := 0 // the end of a value that spans lines
	eachLine(text, "#", func(line string, offset int) {
		if offset < until {
			return
		}
		name, value, at, found := splitAt(line, "=")
		name = strings.TrimPrefix(strings.TrimPrefix(name, "export "), "set ")
		if !found || !isVariable(name) {
			return
		}
		from := offset + at
		if long := spanning(text[from:], value); long > 0 {
			until = from + long
			pairs = append(pairs, setting{name: name, value: text[from+1 : from+long], at: from + 1, width: long - 1})
			return
		}
		value, shift := unquoted(value)
		pairs = append(pairs, setting{name: name, value: value, at: from + shift, width: len(value)})
	})
	return pairs
}

// spanning is the length of a value up to the quote that closes it on a line
// below, or 0.
func spanning(text, line string) int {
	if line == "" || line[0] != '"' && line[0] != '\'' || closing(line) > 0 {
		return 0
	}
	return max(closing(text[:min(len(text), maxLineLength)]), 0)
}

func isVariable(name string) bool {
	for i, r := range name {
		letter := r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		if !letter && (i == 0 || r != '.' && r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return name != ""
}
