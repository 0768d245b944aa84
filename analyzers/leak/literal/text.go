package literal

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// Assignment is one "name: value" or "name = value" of a text.
type Assignment struct {
	Name  string
	Value string
	Line  int  // 0-based line of the text
	Col   int  // 0-based byte column of the value in its line
	text  bool // in quotes, and nothing but them
}

// maxLines bounds the lines of a text that are judged.
const maxLines = 20000

// assign matches one assignment of YAML, JSON, INI, properties, environment
// files and shell. Its groups are name and value.
var assign = expr.New(`^\s*(?:-\s+)?(?:export\s+|set\s+)?["']?([A-Za-z_][\w.-]{0,80})["']?\s*(?::=|=|:)\s*(.*?)\s*$`)

// pair matches the members of an object on one line.
var pair = expr.New(`["']([A-Za-z_][\w.-]{0,80})["']\s*:\s*["']([^"'\s][^"']*)["']`)

// word matches one of several assignments on a line that starts with another
// word: a host of an inventory with its variables, a command with settings.
var word = expr.New(`\s-{0,2}([A-Za-z_][\w.-]{0,80})=([^\s"'$=;&|()<>{}][^\s"'$;&|()<>{}]*)`)

// Assignments lists the assignments of a text, comments left out.
func Assignments(text string) []Assignment {
	var found []Assignment
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		if n++; n > maxLines {
			break
		}
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || len(line) > 1<<16 || strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") || strings.HasPrefix(trimmed, ";") {
			continue
		}
		found = append(found, onLine(line, n-1)...)
	}
	return found
}

func onLine(line string, n int) []Assignment {
	if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[{") {
		return every(pair, line, n)
	}
	m := assign.FindStringSubmatchIndex(line)
	switch {
	case m == nil && !strings.Contains(line, "="):
		return nil
	case m == nil:
		return every(word, line, n)
	case strings.HasPrefix(line[m[4]:], `{"`): // an object of JSON with its name
		return every(pair, line, n)
	}
	value, shift := bare(line[m[4]:m[5]])
	quoted := shift == 1 && len(strings.TrimSuffix(line[m[4]:m[5]], ",")) == len(value)+2
	return []Assignment{{Name: line[m[2]:m[3]], Value: value, Line: n, Col: m[4] + shift, text: quoted}}
}

// every lists all that an expression with the groups name and value matches.
func every(e *expr.Regexp, line string, n int) []Assignment {
	var found []Assignment
	for _, m := range e.FindAllStringSubmatchIndex(line, 100) {
		found = append(found, Assignment{Name: line[m[2]:m[3]], Value: line[m[4]:m[5]], Line: n, Col: m[4]})
	}
	return found
}

// bare removes quotes, a trailing comma and a trailing comment.
func bare(value string) (text string, shift int) {
	value = strings.TrimSuffix(value, ",")
	if value == "" {
		return "", 0
	}
	for _, q := range []string{`"""`, "'''"} { // of INI and TOML
		if inner, tripled := strings.CutPrefix(value, q); tripled {
			inner, _, _ = strings.Cut(inner, q)
			return inner, len(q)
		}
	}
	if q := value[0]; q == '"' || q == '\'' {
		if end := strings.IndexByte(value[1:], q); end >= 0 {
			return value[1 : 1+end], 1
		}
	}
	if before, _, found := strings.Cut(value, " #"); found {
		return strings.TrimSpace(before), 0
	}
	return value, 0
}

// looksStructured recognises JSON on one line.
func looksStructured(value string) bool {
	return strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}") && strings.Contains(value, ":")
}

// judgeText judges a text of several lines by what its lines assign.
func judgeText(name, value string, place Place) Verdict {
	worst := Setting
	for _, a := range Assignments(value) {
		if v := a.Judge(); v == Secret {
			return Secret
		} else if v == Weak {
			worst = Weak
		}
	}
	if worst == Setting && (place == Sealed || Sensitive(name)) && isBlob(value) {
		return Secret
	}
	return worst
}

// Judge judges an assignment inside a text. Code that computes a value is no
// literal, and "password = password" shows where the value goes.
func (a Assignment) Judge() Verdict {
	if Harmless(a.Name, a.Value) {
		return Setting
	}
	if v, certain := byShape(a.Value); certain {
		return v
	}
	if strings.EqualFold(a.Name, a.Value) {
		return Placeholder
	}
	if !a.text && strings.ContainsAny(a.Value, "(){}[]<>") || strings.Contains(a.Value, " = ") || strings.Contains(a.Value, `\n`) {
		return Setting
	}
	return Judge(a.Name, a.Value, Field)
}

// isBlob recognises a value that was only wrapped over several lines.
func isBlob(value string) bool {
	joined := strings.Join(strings.Fields(value), "")
	lines := strings.Count(value, "\n") + 1
	return len(joined)/lines >= 32 && len(strings.Fields(value)) == lines && isDense(joined)
}
