package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/recipe"
	"github.com/tazzo/tazlint/analyzers/source"
)

// makeFile and justFile judge the variables of a file of recipes, and the shell
// of each recipe.
func makeFile(m *marks, f *source.File) { m.recipes(f, makeVariables) }
func justFile(m *marks, f *source.File) { m.recipes(f, justVariables) }

func (m *marks) recipes(f *source.File, variables func(string) []setting) {
	text, err := f.Text()
	if err != nil {
		return
	}
	m.judged, m.spare = true, isLocal
	if !mayTell.Match(text) {
		return
	}
	file, on := wholeFile(f, text), facts.NewPath(facts.Script, f.Path)
	for _, v := range variables(string(text)) {
		if m.full() {
			return
		}
		e := entry{name: v.name, value: v.value, on: on.WithKey(v.name), at: file.at(v.at, v.at+v.width)}
		m.add(judge(v.name, v.value, strings.Contains(v.value, "$") || strings.Contains(v.value, "{{"), literal.Field), e)
	}
	for _, r := range recipe.Passages(f, text) {
		p := file.inside(r)
		if m.full() || !mayTell.MatchString(p.text) || strings.HasPrefix(p.text, "#!") && !isShellScript(p.text) {
			continue
		}
		if !m.shell(p, on, 1) {
			m.lines(p, on, isProse)
		}
	}
}

// isLocal recognises what recipes start databases with on the machine of a
// developer: a well-known default, or whatever is for tests.
func isLocal(name, value string) bool {
	return strings.HasPrefix(strings.ToUpper(name), "TEST_") || started.MatchString(name) && literal.Judge(name, value, literal.Field) == literal.Weak
}

// makeVariable matches the definition of a variable, of the file or of one
// target. Source: GNU make's manual, "Setting Variables".
var makeVariable = expr.New(`^(?:[^\s:=#][^:=#]*:[ \t]+)?(?:(?:export|override|private)[ \t]+)*([A-Za-z_][\w.-]*)[ \t]*(?:::?:?|\?)?=[ \t]*(\S.*?)[ \t]*$`)

func makeVariables(text string) []setting {
	var found []setting
	eachLine(text, "#\t", func(line string, offset int) {
		m := makeVariable.FindStringSubmatchIndex(line)
		if line[0] == '\t' || m == nil {
			return
		}
		value, shift := unquoted(line[m[4]:m[5]])
		found = append(found, setting{name: line[m[2]:m[3]], value: value, at: offset + m[4] + shift, width: len(value)})
	})
	return found
}

// justVariable matches a variable of just, and the default of a parameter, as
// far as either is a text in quotes. Source: just's manual, "Variables" and
// "Recipe Parameters".
var (
	justVariable  = expr.New(`^(?:export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*("(?:[^"\\]|\\.)*"|'[^']*')[ \t]*(?:#.*)?$`)
	justParameter = expr.New(`[ \t][+*$]{0,2}([A-Za-z_][\w-]*)=("(?:[^"\\]|\\.)*"|'[^']*')`)
)

func justVariables(text string) []setting {
	var found []setting
	eachLine(text, "#", func(line string, offset int) {
		if line[0] == ' ' || line[0] == '\t' || !strings.Contains(line, ":") {
			return
		}
		matches := justVariable.FindAllStringSubmatchIndex(line, 1)
		if matches == nil {
			matches = justParameter.FindAllStringSubmatchIndex(line, 20)
		}
		for _, m := range matches {
			value, shift := unquoted(line[m[4]:m[5]])
			found = append(found, setting{name: line[m[2]:m[3]], value: value, at: offset + m[4] + shift, width: len(value)})
		}
	})
	return found
}
