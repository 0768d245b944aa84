package mutate

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// moveDocuments changes the namespace that documents declare.
func moveDocuments(e *Estate) []Mutant {
	var list []Mutant
	for _, o := range e.live {
		metadata := manifest.Get(o.Root, "metadata")
		text, pos, _ := scalar(o, metadata, "namespace")
		if text == "" || baseOf(pos.File) == "kustomization.yaml" {
			continue
		}
		if m, ok := e.renamed(pos, text, suffix); ok {
			m.Breaks, m.Unsure = true, string(o.Unsure)
			m.Names = append(m.Names, o.Name)
			list = append(list, m)
		}
	}
	return list
}

// moveKustomizations changes the namespace that kustomizations set.
func moveKustomizations(e *Estate) []Mutant {
	var list []Mutant
	for _, f := range e.kustomizations() {
		for _, d := range manifest.Documents(f) {
			n := manifest.Get(d.Root, "namespace")
			if m, ok := e.renamed(d.At(n), manifest.Scalar(n), suffix); ok {
				m.Breaks = true
				list = append(list, m)
			}
		}
	}
	return list
}

// documents are the live ones that stand by themselves, each once.
func (e *Estate) documents() []*manifest.Object {
	var list []*manifest.Object
	seen := map[facts.Pos]bool{}
	for _, o := range e.live {
		root := o.At(o.Root)
		if root.Line == 0 || root.Col != 1 || root.File != o.File || seen[root] || len(o.Root.Content) < 2 {
			continue
		}
		if key := o.At(o.Root.Content[0]); key.File != root.File || baseOf(root.File) == "kustomization.yaml" {
			continue
		}
		if f := e.Tree.File(root.File); f == nil || !manifest.IsYAML(f) || manifest.IsTemplate(e.Tree, f) {
			continue
		}
		seen[root] = true
		list = append(list, o)
	}
	return list
}

// breakDocuments opens a bracket that nothing closes, in the name of a
// document.
func breakDocuments(e *Estate) []Mutant {
	var list []Mutant
	for _, o := range e.documents() {
		pos := o.At(manifest.Get(o.Root, "metadata", "name"))
		text := e.text(pos.File)
		w, ok := wordAt(text, pos.Line, pos.Col)
		if !ok || pos.File != o.File {
			continue
		}
		d := e.documentAround(pos)
		list = append(list, Mutant{
			At: pos, What: "an open bracket before the name", Breaks: true, Names: []string{o.Name},
			Texts: one(pos.File, splice(text, w.start, w.start, "[")), Places: []Place{{File: pos.File, From: d.from, To: d.to}},
		})
	}
	return list
}

// writeTwice appends a second object that writes the same Secret, where that is
// not told already.
func writeTwice(e *Estate) []Mutant {
	var list []Mutant
	for _, w := range e.writes {
		target := manifest.Get(w.object.Root, "spec", "target", "name")
		own := manifest.Get(w.object.Root, "metadata", "name")
		policy := manifest.Scalar(manifest.Get(w.object.Root, "spec", "target", "creationPolicy"))
		if w.object.Kind != "ExternalSecret" || len(e.have[w.id()]) > 1 || target == nil || policy == "Merge" || policy == "None" || policy == "Orphan" || !e.stands(w) {
			continue
		}
		pos := w.object.At(own)
		text := e.text(pos.File)
		d := e.documentAround(pos)
		word, ok := wordAt(text, pos.Line, pos.Col)
		if !ok || word.anchor != "" || word.alias || pos.File != w.at.File || w.at.Line == pos.Line {
			continue
		}
		start, end := lineStart(text, d.from), min(len(text), max(lineStart(text, d.to), 0))
		if lineStart(text, d.to) < 0 {
			end = len(text)
		}
		twin := splice(text[start:end], word.end-start, word.end-start, suffix)
		if word.quote != 0 {
			twin = splice(text[start:end], word.end-1-start, word.end-1-start, suffix)
		}
		body := bytes.TrimRight(text, "\n")
		second := bytes.Count(body, []byte("\n")) + 2 + (w.at.Line - d.from) + 1
		list = append(list, Mutant{
			At: w.at, What: "a second ExternalSecret for " + w.name, Names: []string{w.name, w.object.Name},
			Texts:  one(pos.File, slices.Concat(body, []byte("\n---\n"), twin)),
			Places: []Place{at(w.at, w.name), {File: pos.File, From: second, Name: w.name}},
		})
	}
	return list
}

// forgetProperty removes the property of references to a Vault entry whose
// answer becomes a key as it is: a template can take a whole entry apart.
func forgetProperty(e *Estate) []Mutant {
	var list []Mutant
	for _, o := range e.live {
		if o.Kind != "ExternalSecret" || !e.throughVault(o) || unpacks(o) {
			continue
		}
		for _, item := range manifest.Items(manifest.Get(o.Root, "spec", "data")) {
			ref := manifest.Get(item, "remoteRef")
			property, pos, _ := scalar(o, ref, "property")
			_, keyAt, _ := scalar(o, ref, "key")
			text := e.text(pos.File)
			if property == "" || keyAt.Line == pos.Line || strings.Contains(path.Ext(manifest.Scalar(manifest.Get(item, "secretKey"))), "y") {
				continue
			}
			list = append(list, Mutant{
				At: pos, What: "without property " + property, Unsure: string(o.Unsure), Names: []string{property, o.Name},
				Texts: one(pos.File, blank(text, pos.Line, pos.Line+1)), Places: []Place{at(keyAt, "")},
			})
		}
	}
	return list
}

// unpacks reports whether an ExternalSecret has templates of its keys.
func unpacks(o *manifest.Object) bool {
	template := manifest.Get(o.Root, "spec", "target", "template")
	return manifest.Get(template, "data") != nil || manifest.Get(template, "templateFrom") != nil
}

// throughVault reports whether the store of an ExternalSecret is Vault's.
func (e *Estate) throughVault(o *manifest.Object) bool {
	for _, r := range e.reads {
		if r.object != o || r.sort != store {
			continue
		}
		for _, w := range e.have[r.id()] {
			if manifest.Get(w.object.Root, "spec", "provider", "vault") != nil {
				return true
			}
		}
	}
	return false
}

// commitSecret appends a Secret with a literal to live files.
func commitSecret(e *Estate) []Mutant {
	return e.appended("\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: left-by-a-mutant\nstringData:\n  password: ", "q7Rw2XnLz9KvTb4M", 7)
}

// commitToken leaves a token of a known format in a comment.
func commitToken(e *Estate) []Mutant {
	return e.appended("\n# old one: ", "gh"+"p_z7Qm2Xv9LkT4bRw8Yc3NdP6sHj5GfA1eUo0K", 1)
}

// appended adds a text to each live file; the finding is expected some lines
// below its end.
func (e *Estate) appended(text, value string, below int) []Mutant {
	var list []Mutant
	seen := map[string]bool{}
	for _, o := range e.documents() {
		if seen[o.File] {
			continue
		}
		seen[o.File] = true
		body := bytes.TrimRight(e.text(o.File), "\n")
		line := bytes.Count(body, []byte("\n")) + 1 + below
		list = append(list, Mutant{
			At: o.At(o.Root), What: "a literal is appended", Names: []string{"left-by-a-mutant"},
			Texts:  one(o.File, slices.Concat(body, []byte(text+value+"\n"))),
			Places: []Place{{File: o.File, From: line}},
		})
	}
	return list
}
