package mutate

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// faults are the single mistakes.
var faults = []Operator{
	{Name: "rename a reference to a Secret", mutants: renameReads(secret)},
	{Name: "rename a reference to a ConfigMap", mutants: renameReads(configMap)},
	{Name: "rename a reference to a store", mutants: renameReads(store)},
	{Name: "rename a reference to a generator", mutants: renameReads(generator)},
	{Name: "rename a reference to a Vault login", mutants: renameReads(vaultLogin)},
	{Name: "rename a dependsOn", mutants: renameReads(unit)},
	{Name: "rename a sourceRef or chartRef", mutants: renameReads(origin)},
	{Name: "rename a reference to a ServiceAccount", mutants: renameReads(account)},
	{Name: "rename an issuerRef", mutants: renameReads(issuer)},
	{Name: "rename a key where it is read", mutants: renameReadKeys},
	{Name: "rename a Secret at its producer", mutants: renameWrites(secret)},
	{Name: "rename a ConfigMap", mutants: renameWrites(configMap)},
	{Name: "rename a store", mutants: renameWrites(store)},
	{Name: "rename a generator", mutants: renameWrites(generator)},
	{Name: "rename a Vault login", mutants: renameWrites(vaultLogin)},
	{Name: "rename a unit", mutants: renameWrites(unit)},
	{Name: "rename a source", mutants: renameWrites(origin)},
	{Name: "rename a ServiceAccount", mutants: renameWrites(account)},
	{Name: "rename an issuer", mutants: renameWrites(issuer)},
	{Name: "rename a key where it is written", mutants: renameWrittenKeys},
	{Name: "delete a written key", mutants: deleteWrittenKeys},
	{Name: "delete a producer of a Secret", mutants: deleteWriters(secret)},
	{Name: "delete a ConfigMap", mutants: deleteWriters(configMap)},
	{Name: "delete a store", mutants: deleteWriters(store)},
	{Name: "delete a generator", mutants: deleteWriters(generator)},
	{Name: "delete a Vault login", mutants: deleteWriters(vaultLogin)},
	{Name: "delete a unit", mutants: deleteWriters(unit)},
	{Name: "delete a source", mutants: deleteWriters(origin)},
	{Name: "delete a ServiceAccount", mutants: deleteWriters(account)},
	{Name: "delete an issuer", mutants: deleteWriters(issuer)},
	{Name: "rename a template variable where it is used", mutants: renameTemplateUses},
	{Name: "rename a template variable at its source", mutants: renameTemplateSources},
	{Name: "rename a substitution variable where it is used", mutants: renameVariableUses},
	{Name: "rename a substitution variable where it is given", mutants: renameVariables},
	{Name: "change the namespace of a document", mutants: moveDocuments},
	{Name: "change the namespace of a kustomization", mutants: moveKustomizations},
	{Name: "delete a listing", mutants: deleteListings},
	{Name: "misspell a listing", mutants: misspellListings},
	{Name: "delete a listed file", mutants: deleteListed},
	{Name: "misspell the path of a unit", mutants: misspellPaths},
	{Name: "delete a generator's input", mutants: deleteInputs},
	{Name: "rename a generator's key", mutants: renameInputs},
	{Name: "rename what a generator makes", mutants: renameGenerated},
	{Name: "break the YAML of a manifest", mutants: breakDocuments},
	{Name: "write a Secret twice", mutants: writeTwice},
	{Name: "forget the property of a Vault entry", mutants: forgetProperty},
	{Name: "commit a Secret in the clear", mutants: commitSecret},
	{Name: "leave a token in a comment", mutants: commitToken},
}

// renamed is the fault of appending to the scalar at a position.
func (e *Estate) renamed(pos facts.Pos, value, by string) (Mutant, bool) {
	text, ok := rename(e.text(pos.File), pos.Line, pos.Col, value, by)
	if !ok {
		return Mutant{}, false
	}
	return Mutant{At: pos, What: value + " becomes " + value + by, Texts: one(pos.File, text), Names: []string{value, value + by}}, true
}

// renameReads misspells each reference of one sort. Chart values count where
// something of that name exists beside them.
func renameReads(of sort) func(*Estate) []Mutant {
	return func(e *Estate) []Mutant {
		var list []Mutant
		for _, r := range e.reads {
			if r.sort != of || r.key != "" || r.optional || r.guess && !e.satisfied(r) {
				continue
			}
			if m, ok := e.renamed(r.at, r.name, suffix); ok {
				m.Unsure = string(r.object.Unsure)
				for _, place := range e.readsAt(r.at) {
					m.Places = append(m.Places, at(place, r.name+suffix))
				}
				list = append(list, m)
			}
		}
		return list
	}
}

// readsAt are all places of the references that are spelled at a position.
func (e *Estate) readsAt(pos facts.Pos) []facts.Pos {
	var places []facts.Pos
	for _, r := range e.reads {
		if r.at == pos {
			places = append(places, r.places()...)
		}
	}
	return places
}

func renameReadKeys(e *Estate) []Mutant {
	var list []Mutant
	for _, r := range e.reads {
		if r.key == "" || r.optional || r.guess && !e.satisfied(r) {
			continue
		}
		if m, ok := e.renamed(r.keyAt, r.key, identifier); ok {
			m.Unsure = string(r.object.Unsure)
			for _, place := range append([]facts.Pos{r.keyAt}, r.others...) {
				m.Places = append(m.Places, at(place, r.key+identifier))
			}
			list = append(list, m)
		}
	}
	return list
}

func renameWrites(of sort) func(*Estate) []Mutant {
	return func(e *Estate) []Mutant {
		var list []Mutant
		for _, w := range e.writes {
			if w.sort != of || !e.isRead(w, "") {
				continue
			}
			if m, ok := e.renamed(w.at, w.name, suffix); ok {
				m.Breaks, m.Unsure = true, string(w.object.Unsure)
				list = append(list, m)
			}
		}
		return list
	}
}

func renameWrittenKeys(e *Estate) []Mutant {
	return e.eachKey(func(w name, k key) (Mutant, bool) { return e.renamed(k.at, k.name, identifier) })
}

func deleteWrittenKeys(e *Estate) []Mutant {
	return e.eachKey(func(w name, k key) (Mutant, bool) {
		text := e.text(k.at.File)
		if word, ok := wordAt(text, k.at.Line, k.at.Col); !ok || inFlow(text[lineStart(text, k.at.Line):word.start]) {
			return Mutant{}, false
		}
		from, to := block(text, k.at.Line)
		return Mutant{At: k.at, What: "without " + k.name, Texts: one(k.at.File, blank(text, from, to)), Names: []string{k.name}}, true
	})
}

// eachKey makes a fault of every written key that a live object reads.
func (e *Estate) eachKey(fault func(name, key) (Mutant, bool)) []Mutant {
	var list []Mutant
	for _, w := range e.writes {
		for _, k := range w.keys {
			if !e.isRead(w, k.name) {
				continue
			}
			if m, ok := fault(w, k); ok {
				m.Breaks, m.Unsure = true, string(w.object.Unsure)
				list = append(list, m)
			}
		}
	}
	return list
}

func deleteWriters(of sort) func(*Estate) []Mutant {
	return func(e *Estate) []Mutant {
		var list []Mutant
		for _, w := range e.writes {
			if w.sort != of || !e.isRead(w, "") || !e.stands(w) {
				continue
			}
			d := e.documentAround(w.at)
			list = append(list, Mutant{
				At: w.at, What: "without " + w.object.Kind + " " + w.name, Breaks: true, Unsure: string(w.object.Unsure),
				Texts: one(d.file, e.without(d)), Names: []string{w.name, w.object.Name, pathOf(w.object)},
			})
		}
		return list
	}
}

// pathOf is the directory that a Flux unit applies, or empty.
func pathOf(o *manifest.Object) string {
	return strings.Trim(strings.TrimPrefix(manifest.Scalar(manifest.Get(o.Root, "spec", "path")), "./"), "/")
}

// stands reports whether an object is a document of its own, not the product
// of a generator or an item of a list.
func (e *Estate) stands(w name) bool {
	root := w.object.At(w.object.Root)
	d := e.documentAround(root)
	return root.File == w.at.File && root.Col == 1 && !slices.Contains([]string{"kustomization.yaml", "kustomization.yml"}, baseOf(w.at.File)) && d.from < d.to
}
