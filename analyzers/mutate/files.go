package mutate

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

func baseOf(file string) string { return path.Base(file) }

// listing is one entry of a kustomization.
type listing struct {
	file   string // of the kustomization
	target string // path in the repository
	text   string
	at     facts.Pos
}

// listings are the entries of kustomizations whose targets hold live objects.
func (e *Estate) listings(fields ...string) []listing {
	var list []listing
	for _, f := range e.kustomizations() {
		for _, d := range manifest.Documents(f) {
			for _, field := range fields {
				for _, n := range manifest.Items(manifest.Get(d.Root, field)) {
					text := manifest.Scalar(n)
					target := path.Join(path.Dir(f.Path), text)
					if text != "" && !strings.Contains(text, "://") && e.liveBelow(target) {
						list = append(list, listing{f.Path, target, text, d.At(n)})
					}
				}
			}
		}
	}
	return list
}

func deleteListings(e *Estate) []Mutant {
	var list []Mutant
	for _, l := range e.listings("resources", "components") {
		text := e.text(l.file)
		if indent(strings.Split(string(text), "\n")[l.at.Line-1]) == l.at.Col-1 {
			continue // not a line of its own
		}
		list = append(list, Mutant{
			At: l.at, What: "without " + l.text, Breaks: true,
			Texts: one(l.file, blank(text, l.at.Line, l.at.Line+1)), Names: []string{l.text, l.target}, Orphans: true,
		})
	}
	return list
}

func misspellListings(e *Estate) []Mutant {
	var list []Mutant
	for _, l := range e.listings("resources", "components") {
		if m, ok := e.misspelt(l.at, l.text); ok {
			m.Places = append(m.Places, at(l.at, path.Base(l.text)))
			list = append(list, m)
		}
	}
	return list
}

// misspelt drops the last letter before the extension of a path.
func (e *Estate) misspelt(pos facts.Pos, text string) (Mutant, bool) {
	content := e.text(pos.File)
	w, ok := wordAt(content, pos.Line, pos.Col)
	if !ok || w.alias || w.text != text || w.anchor != "" {
		return Mutant{}, false
	}
	clean := strings.TrimSuffix(text, "/")
	stem := strings.TrimSuffix(clean, path.Ext(path.Base(clean)))
	wrong := stem + suffix + strings.TrimPrefix(text, stem)
	start := w.start
	if w.quote != 0 {
		start++
	}
	changed := splice(content, start, start+len(w.text), wrong)
	return Mutant{At: pos, What: text + " becomes " + wrong, Texts: one(pos.File, changed), Names: []string{path.Base(clean), text, wrong}}, true
}

func deleteListed(e *Estate) []Mutant {
	var list []Mutant
	seen := map[string]*Mutant{}
	for _, l := range e.listings("resources") {
		if e.Tree.File(l.target) == nil {
			continue
		}
		if seen[l.target] == nil {
			seen[l.target] = &Mutant{
				At: facts.Pos{Repo: l.at.Repo, File: l.target, Line: 1, Col: 1}, What: "the file is gone", Breaks: true,
				Texts: one(l.target, nil), Names: []string{path.Base(l.target), l.target},
			}
		}
		seen[l.target].Places = append(seen[l.target].Places, at(l.at, l.target))
	}
	for _, m := range seen {
		list = append(list, *m)
	}
	return list
}

// misspellPaths misspells the path of Flux units whose files are here.
func misspellPaths(e *Estate) []Mutant {
	var list []Mutant
	for _, o := range e.live {
		if o.Kind != "Kustomization" || o.Group != "kustomize.toolkit.fluxcd.io" {
			continue
		}
		spec := manifest.Get(o.Root, "spec")
		text, pos, _ := scalar(o, spec, "path")
		if text == "" || !e.liveBelow(path.Clean(strings.TrimPrefix(text, "/"))) {
			continue
		}
		if m, ok := e.misspelt(pos, text); ok {
			m.Places = []Place{at(pos, path.Base(text))}
			list = append(list, m)
		}
	}
	return list
}

// input is a file that a generator of a kustomization reads.
type input struct {
	listing
	key  string
	kind string // of the generator
	name string // of what it makes
}

func (e *Estate) inputs() []input {
	var list []input
	for _, f := range e.kustomizations() {
		for _, d := range manifest.Documents(f) {
			for _, kind := range []string{"configMapGenerator", "secretGenerator"} {
				for _, g := range manifest.Items(manifest.Get(d.Root, kind)) {
					for _, n := range manifest.Items(manifest.Get(g, "files")) {
						text := manifest.Scalar(n)
						key, file, ok := strings.Cut(text, "=")
						if !ok {
							key, file = path.Base(text), text
						}
						in := input{listing{f.Path, path.Join(path.Dir(f.Path), file), text, d.At(n)}, key, kind, manifest.Scalar(manifest.Get(g, "name"))}
						if e.Tree.File(in.target) != nil {
							list = append(list, in)
						}
					}
				}
			}
		}
	}
	return list
}

func deleteInputs(e *Estate) []Mutant {
	var list []Mutant
	for _, in := range e.inputs() {
		list = append(list, Mutant{
			At: in.at, What: in.target + " is gone", Texts: one(in.target, nil), Breaks: true,
			Places: []Place{at(in.at, in.target)}, Names: []string{path.Base(in.target), in.name},
		})
	}
	return list
}

func renameInputs(e *Estate) []Mutant {
	var list []Mutant
	for _, in := range e.inputs() {
		text := e.text(in.file)
		w, ok := wordAt(text, in.at.Line, in.at.Col)
		if !ok || w.text != in.text {
			continue
		}
		start := w.start
		if w.quote != 0 {
			start++
		}
		_, file, keyed := strings.Cut(in.text, "=")
		if !keyed {
			file = in.text
		}
		list = append(list, Mutant{
			At: in.at, What: in.key + " becomes " + in.key + identifier, Breaks: true, Names: []string{in.key, in.name},
			Texts: one(in.file, splice(text, start, start+len(w.text), in.key+identifier+"="+file)),
		})
	}
	return list
}

func renameGenerated(e *Estate) []Mutant {
	var list []Mutant
	for _, f := range e.kustomizations() {
		for _, d := range manifest.Documents(f) {
			for _, kind := range []string{"configMapGenerator", "secretGenerator"} {
				for _, g := range manifest.Items(manifest.Get(d.Root, kind)) {
					n := manifest.Get(g, "name")
					if m, ok := e.renamed(d.At(n), manifest.Scalar(n), suffix); ok {
						m.Breaks = true
						list = append(list, m)
					}
				}
			}
		}
	}
	return list
}
