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
	r := &rendering{in: in, doc: doc, texts: map[string][]origin{}, shifts: map[int][]shift{}}
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

// applyAll describes what is applied: here-documents, and texts that the script
// spells out.
func (in *interpreter) applyAll(texts values) {
	for _, v := range texts {
		if v.doc != nil {
			in.apply(v.doc)
			continue
		}
		if v.file != "" {
			in.applyFile(v.file)
			continue
		}
		s := in.scripts[v.at.File]
		if s == nil || !strings.Contains(v.text, "kind:") || in.spelled[v.at] {
			continue
		}
		in.spelled[v.at] = true
		text := strings.ReplaceAll(v.text, anyText, "${VALUE}")
		objects, _ := manifest.ParseText([]byte(text), func(line, col int) facts.Pos {
			if line == 1 {
				col += v.at.Col
			}
			return s.file.At(v.at.Line+line-1, col, 0)
		})
		in.describe(objects)
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

	line   int // lines before the one that is written
	col    int // bytes of that line
	shifts map[int][]shift
}

// shift says by how much columns from one on lie further right in the script.
type shift struct{ col, by int }

// put writes text. Leading tabs, which <<- removes, move the columns.
func (r *rendering) put(text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			r.text.WriteByte('\n')
			r.line, r.col = r.line+1, 0
		}
		if tabs := len(line) - len(strings.TrimLeft(line, "\t")); r.doc.tabs && r.col == 0 && tabs > 0 {
			r.move(tabs)
			line = line[tabs:]
		}
		r.text.WriteString(line)
		r.col += len(line)
	}
}

// move shifts the rest of the line.
func (r *rendering) move(by int) {
	all := r.shifts[r.line]
	if len(all) > 0 {
		by += all[len(all)-1].by
	}
	r.shifts[r.line] = append(all, shift{r.col, by})
}

func (r *rendering) part(p syntax.WordPart) {
	if lit, ok := p.(*syntax.Lit); ok {
		text := lit.Value
		if !r.doc.quoted {
			text = strings.NewReplacer("\\$", "$", "\\`", "`", "\\\\", "\\").Replace(text)
		}
		r.put(text)
		return
	}
	start := r.col
	if e, ok := p.(*syntax.ParamExp); ok {
		r.expand(e)
	} else {
		r.insert("COMMAND", r.in.part(p, situation{}, true))
	}
	if p.Pos().Line() == p.End().Line() {
		r.move(int(p.End().Offset()-p.Pos().Offset()) - (r.col - start))
	}
}

func (r *rendering) expand(p *syntax.ParamExp) {
	texts := r.in.part(p, situation{}, true)
	text, known := texts.one()
	if known && len(texts.origins()) == 0 && !strings.ContainsAny(text, "\n\"'") {
		r.put(text)
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
	r.put(placeholder)
}

// at is the place of a rendered line and column in the script.
func (r *rendering) at(line, col int) facts.Pos {
	start := r.doc.word.Pos()
	by := 0
	for _, s := range r.shifts[line-1] {
		if s.col < col {
			by = s.by
		}
	}
	if line == 1 {
		by += int(start.Col()) - 1
	}
	return r.doc.script.file.At(int(start.Line())+line-1, col+by, 0)
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
