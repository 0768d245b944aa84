package shell

import (
	"path"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
)

// template is the manifest of the repository that a text names, or empty: what
// envsubst or sed fill in before kubectl applies it.
func (in *interpreter) template(v value) string {
	if !v.known || in.uncalled {
		return ""
	}
	for _, dir := range []string{repository + "/" + in.root.dir(), repository} {
		rel, ok := inRepository(cleanPath(dir, v.text))
		if ok && manifests[path.Ext(rel)] && in.tree.File(rel) != nil {
			return rel
		}
	}
	return ""
}

// manifests are the endings of manifests and of what is made into one.
var manifests = map[string]bool{".yaml": true, ".yml": true, ".tpl": true, ".tmpl": true, ".template": true, ".envsubst": true}

// applyFile describes the objects of a template. What is filled in stays a
// placeholder, as in a here-document.
func (in *interpreter) applyFile(name string) {
	f := in.tree.File(name)
	text, err := f.Text()
	if err != nil || len(text) > shelltext.MaxScript || in.out.templates[name] {
		return
	}
	in.out.templates[name] = true
	objects, _ := manifest.ParseText(text, func(line, col int) facts.Pos { return f.At(line, col, 0) })
	in.describe(objects)
}
