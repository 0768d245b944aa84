package recipe

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// maxFields bounds the variables of one file.
const maxFields = 1000

// settings are the variables that a runner's file gives to its commands, and
// the files of variables that it loads.
type settings struct {
	part *source.Part
	cfg  source.Config
	file *source.File
	tree *source.Tree
}

// settingsOf reads the settings of one file.
func settingsOf(f *source.File, text []byte, tree *source.Tree, cfg source.Config) source.Part {
	var part source.Part
	s := settings{part: &part, cfg: cfg, file: f, tree: tree}
	switch base := strings.ToLower(f.Base()); {
	case f.Ext() == ".toml":
		s.mise(text)
	case manifest.IsYAML(f):
		s.task()
	case f.Ext() == ".just" || strings.HasSuffix(base, "justfile"):
		s.just(text)
	default:
		s.make(text)
	}
	if len(part.Defs)+len(part.Refs) > 0 {
		part.Def(facts.Def{Symbol: s.script(), Kind: facts.KindScript, At: f.At(1, 1, 0)})
	}
	return part
}

// homes are the spellings of the home directory in templates of Task and mise.
var homes = expr.New(`\{\{\s*(?:\.HOME|env\.HOME|env "HOME"|get_env\(name="HOME"\))\s*\}\}`)

// entry is the vault entry that a path names, as far as the path is known.
func (s settings) entry(name string) (facts.Symbol, bool) {
	name = homes.ReplaceAllLiteralString(name, "~")
	rel, ok := source.VaultPath(s.cfg.Mounts, name)
	if !ok || rel == "" || strings.Contains(rel, "{{") {
		return "", false
	}
	return facts.NewPath(facts.VaultFile, rel), true
}

var variableName = expr.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// variable says that the runner exports a variable; its value may be the path
// of a vault entry.
func (s settings) variable(name string, at facts.Pos, text string, textAt facts.Pos) {
	if !variableName.MatchString(name) {
		return
	}
	symbol := facts.New(facts.EnvVar, name)
	entry, ok := s.entry(text)
	s.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, At: at, By: s.script(), Traits: facts.Traits{Path: ok}})
	if ok {
		s.part.Ref(facts.Ref{From: symbol, To: entry, Rel: facts.RelDerives, At: textAt})
	}
	if b, known := source.ByEnv(name); known {
		s.part.Mark(facts.MarkBackendUse, b.Name, s.script(), at)
	}
}

// loads says that the runner reads a file of variables, where there is one.
func (s settings) loads(name string, at facts.Pos) {
	if entry, ok := s.entry(name); ok {
		s.part.Ref(facts.Ref{From: s.script(), To: entry, Rel: facts.RelReads, At: at, Weak: true})
		return
	}
	s.dotenv(name)
}

func (s settings) script() facts.Symbol { return facts.NewPath(facts.Script, s.file.Path) }

// task reads the settings of a Taskfile.
// Source: taskfile.dev, schema version 3: env, dotenv, tasks.*.env, tasks.*.dotenv.
func (s settings) task() {
	for _, d := range manifest.Documents(s.file) {
		holders := []*manifest.Node{d.Root}
		for _, task := range manifest.Fields(manifest.Get(d.Root, "tasks")) {
			holders = append(holders, task.Value)
		}
		for _, h := range holders[:min(len(holders), maxFields)] {
			for _, field := range manifest.Fields(manifest.Get(h, "env")) {
				s.variable(field.Key.Value, d.At(field.Key), manifest.Scalar(field.Value), d.At(field.Value))
			}
			for _, file := range manifest.Items(manifest.Get(h, "dotenv")) {
				s.loads(manifest.Scalar(file), d.At(file))
			}
			s.requires(d, h)
		}
	}
}

// misePair matches a line of the table [env] of a mise file.
// Source: mise.jdx.dev, "Environments": env.NAME, env._.file, env._.source.
var misePair = expr.New(`^\s*([\w.]+)\s*=\s*(?:["']([^"'\n]*)["'])?`)

// mise reads the table [env] of a mise file.
func (s settings) mise(text []byte) {
	inside, number := false, 0
	for line := range bytes.Lines(text) {
		number++
		if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 && trimmed[0] == '[' {
			inside = bytes.HasPrefix(trimmed, []byte("[env]"))
			continue
		}
		m := misePair.FindSubmatchIndex(line)
		if !inside || m == nil || number > maxFields {
			continue
		}
		name, value, at := string(line[m[2]:m[3]]), "", s.file.At(number, m[2]+1, m[3]-m[2])
		valueAt := at
		if m[4] >= 0 {
			value, valueAt = string(line[m[4]:m[5]]), s.file.At(number, m[4]+1, m[5]-m[4])
		}
		if name == "_.file" || name == "_.source" {
			s.loads(value, valueAt)
			continue
		}
		s.variable(name, at, value, valueAt)
	}
}

// called matches what make runs while it reads the file, and what just runs for
// a variable.
var (
	makeShell = expr.New(`\$\(shell ([^()\n]*)\)`)
	backticks = expr.New("(?m)^[^#\\s`][^`\\n]*:=[^`\\n]*`([^`\\n]+)`")
)

// calls are the commands that a pattern finds in a file.
func calls(pattern *expr.Regexp, text []byte) []recipe {
	var all []recipe
	for _, m := range pattern.FindAllSubmatchIndex(text, maxRecipes) {
		all = append(all, recipe{{m[2], m[3]}})
	}
	return all
}
