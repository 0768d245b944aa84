package leak

import (
	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

// isNetrc, isPgpass and isNpmrc recognise files of logins by their names.
func isNetrc(f *source.File) bool {
	return f.Base() == ".netrc" || f.Base() == "_netrc" || f.Base() == "netrc"
}

func isPgpass(f *source.File) bool {
	return f.Base() == ".pgpass" || f.Base() == "pgpass.conf" || f.Base() == "pgpass"
}

func isNpmrc(f *source.File) bool {
	return f.Base() == ".npmrc" || f.Base() == "npmrc" || f.Base() == ".yarnrc"
}

// netrcWord matches the pairs of words a file of logins is made of. Source: the
// manual of ftp, ".netrc".
var netrcWord = expr.New(`\b(machine|login|password|account|default)\b(?:\s+("[^"\n]*"|\S+))?`)

// hostName matches what may be told as the owner of a login: a line that is not
// what it should be has anything there.
var hostName = expr.New(`^(?://)?[a-z0-9*][a-z0-9.*-]*\.[a-z]+(?:[:/][a-z0-9./-]*)?$|^localhost$`)

// hostOf is the owner of a login, if it can be told.
func hostOf(text string) string {
	if hostName.MatchString(text) {
		return text
	}
	return ""
}

// netrcPairs lists passwords, under the machine that they are for.
func netrcPairs(text string) []setting {
	var pairs []setting
	machine := ""
	for _, m := range netrcWord.FindAllStringSubmatchIndex(text, source.MaxMarks) {
		if m[4] < 0 {
			continue
		}
		word, value := text[m[2]:m[3]], text[m[4]:m[5]]
		if word == "machine" {
			machine = hostOf(value)
		}
		if word == "password" {
			bare, shift := unquoted(value)
			pairs = append(pairs, setting{section: machine, name: word, value: bare, at: m[4] + shift, width: len(bare)})
		}
	}
	return pairs
}

// pgpassPairs lists the passwords of lines that say host, port, database, user
// and password. Source: the manual of PostgreSQL, "The Password File".
func pgpassPairs(text string) []setting {
	var pairs []setting
	eachLine(text, "#", func(line string, offset int) {
		ends := fieldEnds(line)
		if len(ends) < 4 {
			return
		}
		from := ends[3] + 1
		pairs = append(pairs, setting{section: hostOf(line[:ends[0]]), name: "password", value: line[from:], at: offset + from, width: len(line) - from})
	})
	return pairs
}

// fieldEnds are the offsets of the colons that separate fields.
func fieldEnds(line string) []int {
	var ends []int
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case ':':
			ends = append(ends, i)
		}
	}
	return ends
}

// npmrcLine matches a setting of npm, which may be that of one registry.
// Source: docs.npmjs.com, "npmrc", "Auth related configuration".
var npmrcLine = expr.New(`^\s*(?:(//[^=\s]+):)?(_?[A-Za-z][\w-]*)\s*=\s*(.*?)\s*$`)

// npmrcFile judges the logins in npm's settings, of which one encodes user and
// password.
func npmrcPairs(text string) []setting {
	var pairs []setting
	eachLine(text, "#;", func(line string, offset int) {
		m := npmrcLine.FindStringSubmatchIndex(line)
		if m == nil {
			return
		}
		host := ""
		if m[2] >= 0 {
			host = hostOf(line[m[2]:m[3]])
		}
		value, shift := unquoted(line[m[6]:m[7]])
		p := setting{section: host, name: line[m[4]:m[5]], value: value, at: offset + m[6] + shift, width: len(value)}
		if p.name == "_auth" && login(value) == literal.Secret {
			p.means = "password"
		}
		pairs = append(pairs, p)
	})
	return pairs
}
