package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// ConfigIgnore is a suppression from the configuration file.
type ConfigIgnore struct {
	Rule   string // id or category
	Path   string // glob over repository-relative paths, "**" for any depth; empty means all
	Reason string
	Until  string // YYYY-MM-DD, last day it holds; empty means always
	At     facts.Pos
}

// exception is a suppression of either sort and what became of it.
type exception struct {
	id     string
	rules  []string
	reason string
	until  string
	at     facts.Pos
	inline bool
	lines  [2]int      // of an inline one: the lines it covers
	commit string      // whose text of the file an inline one stands in
	tool   string      // whose syntax it has, if not tazlint's own
	places []facts.Pos // of another tool's: the places it covers
	glob   string      // of a configured one
	known  bool        // an entry of a baseline: it covers what was found to match it, and nothing else

	used    bool // it covers at least one finding
	expired bool
	judged  bool // every rule it names was judged in this run, or does not exist
}

// exceptionsOf lists the suppressions of a graph and a configuration.
func exceptionsOf(g *graph.Graph, opt Options) []*exception {
	var all []*exception
	for _, i := range g.Ignores {
		all = append(all, &exception{rules: i.Rules, reason: i.Reason, until: i.Until, at: i.At, inline: true, lines: [2]int{i.At.Line, i.Line}, commit: i.Commit, tool: i.Tool, places: i.Covers})
	}
	for _, i := range opt.Ignores {
		all = append(all, &exception{rules: []string{i.Rule}, reason: i.Reason, until: i.Until, at: i.At, glob: i.Path})
	}
	for n, x := range all {
		x.id = fmt.Sprintf("suppression|%06d", n)
		x.expired = x.until != "" && opt.Today > x.until
	}
	return all
}

// covers reports whether the suppression is about a finding.
func (x *exception) covers(f Finding) bool {
	if x.known || !slices.Contains(x.rules, f.Rule) && !slices.Contains(x.rules, categoryOf(f.Rule)) {
		return false
	}
	if x.inline {
		return x.coversPlace(f)
	}
	return x.glob == "" || matchGlob(x.glob, f.At.File) || matchGlob(x.glob, f.At.Repo+"/"+f.At.File)
}

// coversPlace is covers for what stands in files. A comment in a text from
// history is about that text; one of today also about what history brought and
// still stands where the comment allows it.
func (x *exception) coversPlace(f Finding) bool {
	at := f.At
	switch x.commit {
	case f.Commit.ID:
	case "":
		at = f.Commit.Stands
	default:
		return false
	}
	if x.tool != "" {
		return slices.ContainsFunc(x.places, func(place facts.Pos) bool {
			return at.Repo == place.Repo && at.File == place.File && at.Line == place.Line && at.Col == place.Col
		})
	}
	return at.Repo == x.at.Repo && at.File == x.at.File && (at.Line == x.lines[0] || at.Line == x.lines[1])
}

// holds reports whether the suppression is in force: its time has not passed,
// and it has a reason, if its syntax asks for one. That of other tools does not:
// what they were told to leave alone is, and a rule asks why.
func (x *exception) holds() bool { return (x.reason != "" || x.tool != "") && !x.expired }

// suppress notes which suppressions are used and, where asked to, marks the
// findings they cover.
func suppress(findings []Finding, exceptions []*exception, apply bool) {
	near := nearby(exceptions)
	for i := range findings {
		f := &findings[i]
		for _, x := range near.to(*f) {
			if !x.covers(*f) {
				continue
			}
			x.used = true
			if apply && x.holds() && (f.Suppressed == nil || f.Suppressed.Reason == "") {
				f.Suppressed = &Suppression{Reason: x.reason, At: x.at, Tool: x.tool}
			}
		}
	}
}

// neighbourhood finds the exceptions that could cover a finding: there can be
// one on each of many lines.
type neighbourhood struct {
	lines map[spot][]*exception
	wide  []*exception // of no line
}

type spot struct {
	repo, file string
	line       int
}

func spotOf(at facts.Pos) spot { return spot{at.Repo, at.File, at.Line} }

func nearby(exceptions []*exception) neighbourhood {
	n := neighbourhood{lines: map[spot][]*exception{}}
	for _, x := range exceptions {
		switch {
		case !x.inline:
			n.wide = append(n.wide, x)
		case x.tool != "":
			for _, at := range x.places {
				n.add(spotOf(at), x)
			}
		default:
			n.add(spot{x.at.Repo, x.at.File, x.lines[0]}, x)
			n.add(spot{x.at.Repo, x.at.File, x.lines[1]}, x)
		}
	}
	return n
}

func (n neighbourhood) add(at spot, x *exception) {
	if list := n.lines[at]; len(list) == 0 || list[len(list)-1] != x {
		n.lines[at] = append(list, x)
	}
}

// to lists exceptions in the order of their declaration.
func (n neighbourhood) to(f Finding) []*exception {
	all := slices.Concat(n.wide, n.lines[spotOf(f.At)])
	if at := spotOf(f.Commit.Stands); f.Commit.Stands.File != "" && at != spotOf(f.At) {
		all = append(all, n.lines[at]...)
	}
	slices.SortFunc(all, func(a, b *exception) int { return strings.Compare(a.id, b.id) })
	return all
}

// addRecorded adds the entries of a baseline, for the rules that ran before.
func (j *judgement) addRecorded(entries []Recorded, ran map[string]bool) {
	for _, e := range entries {
		j.exceptions = append(j.exceptions, &exception{
			id: fmt.Sprintf("recorded|%06d", len(j.exceptions)), rules: []string{e.Rule}, reason: "recorded", at: e.At, known: true,
			used: e.Used, judged: e.Judged && (ran[e.Rule] || !j.book.has(e.Rule)),
		})
	}
	j.elements["suppression"] = aboutExceptions(j.exceptions)
}

// noteJudged finds out which suppressions can be called unused: those that
// name a rule which did not run cannot.
func noteJudged(exceptions []*exception, all []string, ran map[string]bool) {
	for _, x := range exceptions {
		x.judged = !slices.ContainsFunc(all, func(id string) bool {
			return !ran[id] && (slices.Contains(x.rules, id) || slices.Contains(x.rules, categoryOf(id)))
		})
	}
}

// readHere are the suppressions that a part of a repository can be judged by:
// those its own files declare today. Whether they cover nothing takes more than
// a part to know.
func readHere(exceptions []*exception) []*exception {
	var own []*exception
	for _, x := range exceptions {
		if x.inline && x.commit == "" {
			x.judged = false
			own = append(own, x)
		}
	}
	return own
}

// matchGlob reports whether a slash separated path matches a glob in which "**"
// stands for any number of directories and a final "/" for all below.
func matchGlob(glob, name string) bool {
	if strings.HasSuffix(glob, "/") {
		glob += "**"
	}
	return matchParts(strings.Split(glob, "/"), strings.Split(name, "/"))
}

func matchParts(globs, names []string) bool {
	globs = slices.CompactFunc(globs, func(a, b string) bool { return a == "**" && b == "**" })
	for i, g := range globs {
		if g == "**" {
			for skip := range len(names) - i + 1 {
				if matchParts(globs[i+1:], names[i+skip:]) {
					return true
				}
			}
			return false
		}
		if i >= len(names) {
			return false
		}
		if ok, err := path.Match(g, names[i]); err != nil || !ok {
			return false
		}
	}
	return len(globs) == len(names)
}
