package recipe

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// dotenvPair matches a variable of a dotenv file; a value that names a file may
// stand in quotes.
var dotenvPair = expr.New(`^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*["']?([^"'\s#]*)`)

// dotenv defines the variables that a file of the repository gives to whoever
// loads it.
func (s settings) dotenv(name string) {
	f := s.tree.File(path.Join(path.Dir(s.file.Path), name))
	if f == nil || path.IsAbs(name) {
		return
	}
	text, err := f.Text()
	if err != nil {
		return // counted as skipped
	}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if m := dotenvPair.FindSubmatchIndex(line); m != nil && number <= maxFields {
			at, valueAt := f.At(number, m[2]+1, m[3]-m[2]), f.At(number, m[4]+1, m[5]-m[4])
			s.variable(string(line[m[2]:m[3]]), at, string(line[m[4]:m[5]]), valueAt)
		}
	}
}

// What just and make load, and ask of their environment.
// Sources: just's manual, "Settings" and "Environment Variables"; GNU make's
// manual, "Including Other Makefiles" and "Communicating Variables to a Sub-make".
var (
	justLoads   = expr.New(`(?m)^set\s+dotenv-(load|required|filename|path)\b(?:\s*:=\s*(?:["']([^"'\n]*)["']|(\w+)))?`)
	justReads   = expr.New(`\benv(_var|_var_or_default)?\(\s*["'](\w+)["']\s*([,)])`)
	makeLoads   = expr.New(`(?m)^[-s]?include[ \t]+([^\n#]+)`)
	makeExports = expr.New(`(?m)^export[ \t]*$|^\.EXPORT_ALL_VARIABLES[ \t]*:`)
	dotenvName  = expr.New(`(^|/)\.env(\.\w+)?$|\.env$`)
)

// just reads the settings of a justfile.
func (s settings) just(text []byte) {
	files := []string{}
	for _, m := range justLoads.FindAllSubmatch(text, maxFields) {
		name := string(m[2])
		if name == "" {
			name = ".env"
		}
		if string(m[3]) != "false" && !slices.Contains(files, name) {
			files = append(files, name)
		}
	}
	if len(files) > 1 { // the plain setting beside a name
		files = slices.DeleteFunc(files, func(name string) bool { return name == ".env" })
	}
	for _, name := range files {
		s.dotenv(name)
	}
	for _, m := range justReads.FindAllSubmatchIndex(text, maxFields) {
		s.reads(string(text[m[4]:m[5]]), s.place(text, m[4], m[5]), text[m[6]] == ',')
	}
}

// make reads the files of variables that a makefile includes, where it gives
// them to its commands.
func (s settings) make(text []byte) {
	if !makeExports.Match(text) {
		return
	}
	for _, m := range makeLoads.FindAllSubmatch(text, maxFields) {
		for name := range strings.FieldsSeq(string(m[1])) {
			if dotenvName.MatchString(name) {
				s.dotenv(name)
			}
		}
	}
}

// requires refers to the variables without which a task of Task does not run;
// its environment is one of the places they may come from.
// Source: taskfile.dev, schema version 3: tasks.*.requires.vars.
func (s settings) requires(d *manifest.Document, task *manifest.Node) {
	for _, item := range manifest.Items(manifest.Get(task, "requires", "vars")) {
		if name := manifest.Get(item, "name"); name != nil {
			item = name
		}
		if name := manifest.Scalar(item); variableName.MatchString(name) {
			s.reads(name, d.At(item), true)
		}
	}
}

func (s settings) reads(name string, at facts.Pos, weak bool) {
	s.part.Ref(facts.Ref{From: s.script(), To: facts.New(facts.EnvVar, name), Rel: facts.RelReads, At: at, Weak: weak})
}

// place is the position of a range of bytes on one line.
func (s settings) place(text []byte, from, to int) facts.Pos {
	line := bytes.Count(text[:from], []byte("\n")) + 1
	return s.file.At(line, from-bytes.LastIndexByte(text[:from], '\n'), to-from)
}
