// Package service reads the units of systemd and the quadlets of Podman: which
// variables a unit gives to the script it runs, which of them the script demands,
// which files it reads, which hosts it names and after which units it starts.
//
// A unit runs on a machine that no repository describes. Paths of that machine
// are therefore never taken for the operator's vault with certainty.
package service

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Run reads the units of a repository.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	r := &reader{cfg: cfg, tree: tree, byName: map[string][]*unit{}, known: map[string]bool{}}
	for _, f := range tree.Files {
		if ctx.Err() == nil {
			r.load(f)
		}
	}
	r.dropIns()
	for _, u := range r.units {
		r.unit(u)
	}
	return r.part
}

type reader struct {
	cfg    source.Config
	tree   *source.Tree
	part   source.Part
	units  []*unit
	byName map[string][]*unit
	named  map[string][]*source.File // files by their name without a template's ending
	known  map[string]bool           // units of the machine that were defined
}

// unit is one unit file with its drop-ins.
type unit struct {
	file     *source.File
	name     string
	settings []setting
	open     bool // it may have settings that are not known
}

var (
	templateEnding = expr.New(`\.(?:j2|jinja2?|tpl|tmpl|tftpl)$`)
	unitName       = expr.New(`^[\w@.:%{}\\ -]+\.(?:service|container)$`)
	machineUnit    = expr.New(`^[\w@.:-]+\.(?:service|socket|target|device|mount|automount|timer|path|slice)$`)
	sectionLine    = expr.New(`(?m)^\[(?:Unit|Service|Container)\]\s*$`)
)

// plainName is a file's name as it is once a template became a file.
func plainName(f *source.File) string { return templateEnding.ReplaceAllString(f.Base(), "") }

func (r *reader) load(f *source.File) {
	if !unitName.MatchString(plainName(f)) {
		return
	}
	if u := read(f); u != nil {
		r.part.Files++
		r.units = append(r.units, u)
		r.byName[u.name] = append(r.byName[u.name], u)
	}
}

func read(f *source.File) *unit {
	text, err := f.Text()
	if err != nil || len(text) > maxFile || !sectionLine.Match(text) {
		return nil // counted as skipped, or a file of D-Bus or Avahi
	}
	u := &unit{file: f, name: plainName(f)}
	u.settings, u.open = parse(f, text)
	return u
}

// dropIns adds to each unit the files x.service.d/*.conf of the repository. A
// unit whose drop-ins something else of the repository writes is open.
func (r *reader) dropIns() {
	if len(r.units) == 0 {
		return
	}
	for _, f := range r.tree.Files {
		dir := path.Base(path.Dir(f.Path))
		if name, found := strings.CutSuffix(dir, ".d"); found && len(r.byName[name]) > 0 {
			for _, u := range r.byName[name] {
				if d := read(f); d != nil {
					u.settings, u.open = append(u.settings, d.settings...), u.open || d.open
				}
			}
			continue
		}
		text, err := f.Text()
		if err != nil {
			continue
		}
		for _, m := range dropInDir.FindAllSubmatch(text, maxSettings) {
			for _, u := range r.byName[string(m[1])] {
				u.open = true
			}
		}
	}
}

var dropInDir = expr.New(`([\w@.-]+\.service)\.d\b`)

// workload names a unit: by its file where several have its name.
func (r *reader) workload(u *unit) facts.Symbol {
	return facts.New(facts.Workload, facts.AnyCluster, "", "unit", r.title(u))
}

func (r *reader) process(u *unit) facts.Symbol {
	return facts.New(facts.Process, facts.AnyCluster, "", "unit", r.title(u), "main")
}

func (r *reader) title(u *unit) string {
	if len(r.byName[u.name]) > 1 {
		return u.file.Path
	}
	return u.name
}

func (r *reader) unit(u *unit) {
	r.part.Documents++
	self := r.workload(u)
	start := u.file.At(1, 1, 0)
	script := facts.NewPath(facts.Script, u.file.Path)
	r.part.Def(facts.Def{Symbol: script, Kind: facts.KindScript, At: start})
	r.part.Def(facts.Def{Symbol: self, Kind: facts.KindScript, At: start, By: script})
	r.order(u, self)
	r.files(u, script)
	r.hosts(u, self)
	r.demands(u, self)
}

// ordering are the settings that let a unit start after others.
// Source: systemd.unit(5); only After= orders, but a unit that is merely wanted
// is named on purpose, and drop-ins elsewhere may order it.
var ordering = []string{"After", "Requires", "Wants", "BindsTo", "Requisite", "PartOf"}

// order refers to the units that a unit names as coming before it.
func (r *reader) order(u *unit, self facts.Symbol) {
	for _, s := range u.settings {
		if s.section != "Unit" || !slices.Contains(ordering, s.key) {
			continue
		}
		for _, w := range words(s.value) {
			if !machineUnit.MatchString(w.text) {
				continue
			}
			at := s.at(w.from, len(w.text))
			for _, to := range r.called(w.text, at) {
				r.part.Ref(facts.Ref{From: self, To: to, Rel: facts.RelDependsOn, At: at, Weak: true})
			}
		}
	}
}

// called are the units that a name means: those of the repository, or one that
// the machine has.
func (r *reader) called(name string, at facts.Pos) []facts.Symbol {
	var found []facts.Symbol
	for _, u := range append(r.byName[name], r.byName[strings.TrimSuffix(name, ".service")+".container"]...) {
		found = append(found, r.workload(u))
	}
	if len(found) > 0 {
		return found
	}
	symbol := facts.New(facts.Workload, facts.AnyCluster, "", "unit", name)
	if !r.known[name] {
		r.known[name] = true
		r.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, At: at, Traits: facts.Traits{External: true, Ownership: facts.OwnsNothing}})
	}
	return []facts.Symbol{symbol}
}
