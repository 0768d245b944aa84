package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

func isSQL(f *source.File) bool { return f.Ext() == ".sql" || f.Ext() == ".psql" }

// sqlFile judges a file of SQL by the logins that it makes.
func sqlFile(m *marks, f *source.File) {
	text, err := f.Text()
	if err != nil {
		return
	}
	m.judged = true
	if shelltext.IsLoginSQL(string(text)) {
		m.statements(wholeFile(f, text), f.Symbol())
	}
}

// remarkSQL matches the comments of SQL, and texts, in which none start.
var remarkSQL = expr.New(`(?s)'(?:[^'\\]|\\.|'')*'|--[^\n]*|/\*.*?\*/`)

// loginSQL matches the statements by which a login of a database is given a
// password; its groups are the text in either kind of quotes, the name of
// the login, and the text in the two other statements.
// Sources: the manuals of PostgreSQL (CREATE ROLE, ALTER ROLE, CREATE USER
// MAPPING, CREATE SUBSCRIPTION), MySQL and MariaDB (CREATE USER, SET PASSWORD),
// Oracle, SQL Server (CREATE LOGIN), ClickHouse (CREATE USER).
var loginSQL = expr.New(`(?is)\bIDENTIFIED\s+(?:(?:WITH|VIA)\s+\w+\s+)?(?:BY|USING)\s+(?:PASSWORD\s*\(\s*)?(?:'((?:[^'\\\n]|\\.|'')+)'|"([^"\n]+)")` +
	`|\b(?:CREATE|ALTER)\s+(?:USER|ROLE|LOGIN|GROUP)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?["\[]?(\w+)[^;]{0,400}?\bPASSWORD\s*=?\s*N?'((?:[^'\\\n]|\\.|'')+)'` +
	`|\bSET\s+PASSWORD\b[^;'"]{0,100}(?:'[^'\n]*'@'[^'\n]*')?\s*=\s*(?:PASSWORD\s*\(\s*)?'((?:[^'\\\n]|\\.|'')+)'`)

// userSQL is where the bounds of the login's name are among those of a match.
const userSQL = 6

// statements judges the passwords that statements of SQL give to logins.
func (m *marks) statements(p passage, on facts.Symbol) {
	text := remarkSQL.ReplaceAllStringFunc(p.text, func(found string) string {
		if found[0] == '\'' {
			return found
		}
		return strings.Repeat(" ", len(found))
	})
	for _, found := range loginSQL.FindAllStringSubmatchIndex(text, source.MaxMarks) {
		user := ""
		if found[userSQL] >= 0 {
			user = p.text[found[userSQL]:found[userSQL+1]]
		}
		for g := 2; g < len(found); g += 2 {
			if g != userSQL && found[g] >= 0 && !m.full() {
				m.statement(p, on, user, found[g], found[g+1])
			}
		}
	}
}

// statement judges one password. That of a login which is called the same is a
// default.
func (m *marks) statement(p passage, on facts.Symbol, user string, from, to int) {
	value := p.text[from:to]
	if isNotSecret(value) || stored.MatchString(value) {
		return
	}
	e := entry{name: "password", value: value, on: on.WithKey("password"), at: p.at(from, to)}
	v := judge(e.name, value, strings.Contains(value, shelltext.Hole), literal.Field)
	if v == literal.Secret && strings.EqualFold(user, value) {
		v = literal.Weak
	}
	m.add(v, e)
}

// stored matches what databases keep in place of a password, and formats of
// programs that print statements.
var stored = expr.New(`^(?:md5[0-9a-f]{32}|\*[0-9A-Fa-f]{40}|0x[0-9A-Fa-f]{32,}|.*%(?:s|v|q|\(\w+\)s).*|:\w+|\$\d+|\?|@\w+)$`)
