package shell

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// apply describes the Kubernetes objects of a here-document.
func (in *interpreter) apply(doc *heredoc) {
	if in.applied[doc.word] {
		return
	}
	in.applied[doc.word] = true
	r := &rendering{in: in, doc: doc, texts: map[string][]origin{}}
	for _, p := range doc.word.Parts {
		r.part(p)
	}
	objects, _ := manifest.ParseText([]byte(r.text.String()), r.at)
	in.describe(objects)
	for _, o := range objects {
		if o.Group == "" && o.Kind == "Secret" {
			r.secret(o)
		}
	}
}

// describe says what the objects define. A Secret or ConfigMap that a script
// applies is there before any controller runs.
func (in *interpreter) describe(objects []*manifest.Object) {
	var part source.Part
	kinds.Describe(objects, &part)
	for i, d := range part.Defs {
		if k := d.Symbol.Kind(); k == facts.Secret || k == facts.ConfigMap || k == facts.Namespace {
			part.Defs[i].Traits.Ground = true
		}
	}
	in.out.part.Add(part)
}

// rendering is the text of a here-document. What the shell puts in while it
// runs is written as ${NAME}, which every reader of manifests takes for
// something that is filled in later; known texts that are no secret are put in.
type rendering struct {
	in    *interpreter
	doc   *heredoc
	text  strings.Builder
	texts map[string][]origin
}

func (r *rendering) part(p syntax.WordPart) {
	switch p := p.(type) {
	case *syntax.Lit:
		text := p.Value
		if !r.doc.quoted {
			text = strings.NewReplacer("\\$", "$", "\\`", "`", "\\\\", "\\").Replace(text)
		}
		r.text.WriteString(text)
	case *syntax.ParamExp:
		r.expand(p)
	default:
		r.insert("COMMAND", r.in.part(p, situation{}, true))
	}
}

func (r *rendering) expand(p *syntax.ParamExp) {
	texts := r.in.part(p, situation{}, true)
	text, known := texts.one()
	if known && len(texts.origins()) == 0 && !strings.ContainsAny(text, "\n\"'") {
		r.text.WriteString(text)
		return
	}
	name := "VALUE"
	if p.Param != nil && isName(p.Param.Value) {
		name = p.Param.Value
	}
	r.insert(name, texts)
}

func (r *rendering) insert(name string, texts values) {
	placeholder := "${" + name + "}"
	r.texts[placeholder] = addOrigins(r.texts[placeholder], texts.origins())
	r.text.WriteString(placeholder)
}

// at is the place of a rendered line in the script. Columns are exact on lines
// into which nothing was put.
func (r *rendering) at(line, col int) facts.Pos {
	start := r.doc.word.Pos()
	if line == 1 {
		col += int(start.Col()) - 1
	}
	return r.doc.script.file.At(int(start.Line())+line-1, col, 0)
}

// secret says what the data of a Secret is made of.
func (r *rendering) secret(o *manifest.Object) {
	for _, block := range []string{"stringData", "data"} {
		for _, field := range manifest.Fields(manifest.Get(o.Root, block)) {
			place := facts.SecretPlace(facts.AnyCluster, o.Namespace, o.Name).WithKey(field.Key.Value)
			text := manifest.Scalar(field.Value)
			for _, placeholder := range slices.Sorted(maps.Keys(r.texts)) {
				if strings.Contains(text, placeholder) {
					r.in.out.derive(place, r.texts[placeholder])
				}
			}
		}
	}
}
