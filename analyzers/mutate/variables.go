package mutate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// templateUse is a variable in an ExternalSecret's template.
var templateUse = regexp.MustCompile(`\{\{-?\s*\.([A-Za-z_][A-Za-z0-9_]*)\s*(?:\|[^}]*)?-?\}\}`)

// templates are the ExternalSecrets whose template's variables are all known.
func (e *Estate) templates() []*manifest.Object {
	return slices.DeleteFunc(e.documents(), func(o *manifest.Object) bool {
		return o.Kind != "ExternalSecret" || manifest.Get(o.Root, "spec", "dataFrom") != nil ||
			manifest.Get(o.Root, "spec", "target", "template", "data") == nil || manifest.Get(o.Root, "spec", "data") == nil
	})
}

// spelled is a match of an expression's first group in a file.
type spelled struct {
	name       string
	start, end int
	line       int
}

// spelledIn finds an expression in a document, outside comment lines.
func (e *Estate) spelledIn(d document, expression *regexp.Regexp) []spelled {
	return slices.DeleteFunc(spelledInText(e.text(d.file), expression), func(s spelled) bool { return s.line < d.from || s.line >= d.to })
}

// spelledInText finds an expression in a text, outside comment lines.
func spelledInText(text []byte, expression *regexp.Regexp) []spelled {
	var found []spelled
	start := 0
	for i, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			for _, m := range expression.FindAllStringSubmatchIndex(line, -1) {
				found = append(found, spelled{line[m[2]:m[3]], start + m[2], start + m[3], i + 1})
			}
		}
		start += len(line) + 1
	}
	return found
}

func renameTemplateUses(e *Estate) []Mutant {
	var list []Mutant
	for _, o := range e.templates() {
		for _, use := range e.spelledIn(e.documentAround(o.At(o.Root)), templateUse) {
			list = append(list, e.appendedTo(o.File, use))
		}
	}
	return list
}

// appendedTo is the fault of misspelling something found in a text.
func (e *Estate) appendedTo(file string, use spelled) Mutant {
	pos := facts.Pos{Repo: e.Tree.Repo, File: file, Line: use.line, Col: use.start}
	return Mutant{
		At: pos, What: use.name + " becomes " + use.name + identifier, Names: []string{use.name},
		Texts:  one(file, splice(e.text(file), use.end, use.end, identifier)),
		Places: []Place{at(pos, use.name+identifier)},
	}
}

func renameTemplateSources(e *Estate) []Mutant {
	var list []Mutant
	for _, o := range e.templates() {
		uses := e.spelledIn(e.documentAround(o.At(o.Root)), templateUse)
		for _, item := range manifest.Items(manifest.Get(o.Root, "spec", "data")) {
			text, pos, _ := scalar(o, item, "secretKey")
			m, ok := e.renamed(pos, text, identifier)
			for _, use := range uses {
				if use.name == text {
					m.Places = append(m.Places, Place{File: o.File, From: use.line, Name: text})
				}
			}
			if ok && len(m.Places) > 0 {
				list = append(list, m)
			}
		}
	}
	return list
}

// variableUse is a substitution variable without a default.
var variableUse = regexp.MustCompile(`(?:^|[^$])\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// scopes are the variables that Flux units give, with where each stands.
func (e *Estate) scopes() map[facts.Symbol]map[string]facts.Pos {
	all := map[facts.Symbol]map[string]facts.Pos{}
	for _, o := range e.live {
		post := manifest.Get(o.Root, "spec", "postBuild")
		if o.Group != "kustomize.toolkit.fluxcd.io" || post == nil {
			continue
		}
		given := map[string]facts.Pos{}
		for _, from := range manifest.Items(manifest.Get(post, "substituteFrom")) {
			of := secret
			if manifest.Scalar(manifest.Get(from, "kind")) == "ConfigMap" {
				of = configMap
			}
			n := name{sort: of, cluster: o.Cluster, namespace: o.Namespace, name: manifest.Scalar(manifest.Get(from, "name"))}
			for _, w := range e.have[n.id()] {
				for _, k := range w.keys {
					given[k.name] = k.at
				}
			}
		}
		for _, f := range manifest.Fields(manifest.Get(post, "substitute")) {
			given[f.Key.Value] = o.At(f.Key)
		}
		all[facts.New(facts.Unit, o.Cluster, o.Namespace, o.Name)] = given
	}
	return all
}

// use is a variable in a live document and where its value is given.
type use struct {
	spelled
	file  string
	given facts.Pos
}

func (e *Estate) uses() []use {
	scopes := e.scopes()
	var list []use
	for _, o := range e.documents() {
		given := scopes[o.Unit]
		if o.Kind == "ConfigMap" || o.Kind == "Secret" || given == nil || strings.Contains(string(e.text(o.File)), "substitute: disabled") {
			continue
		}
		for _, s := range e.spelledIn(e.documentAround(o.At(o.Root)), variableUse) {
			if pos, known := given[s.name]; known {
				list = append(list, use{s, o.File, pos})
			}
		}
	}
	return list
}

func renameVariableUses(e *Estate) []Mutant {
	var list []Mutant
	for _, u := range e.uses() {
		list = append(list, e.appendedTo(u.file, u.spelled))
	}
	return list
}

func renameVariables(e *Estate) []Mutant {
	var list []Mutant
	index := map[facts.Pos]int{}
	for _, u := range e.uses() {
		if _, known := index[u.given]; !known {
			m, ok := e.renamed(u.given, u.name, identifier)
			if !ok {
				continue
			}
			index[u.given] = len(list)
			list = append(list, m)
		}
		m := &list[index[u.given]]
		m.Places = append(m.Places, Place{File: u.file, From: u.line, Name: u.name})
	}
	return list
}
