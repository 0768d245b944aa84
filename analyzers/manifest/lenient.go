package manifest

import (
	"bytes"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// directive matches what the template engines of manifests put between their
// delimiters: Jinja and Go, statements and comments.
var directive = expr.New(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}`)

// control matches directives that print nothing themselves.
var control = expr.New(`^\{(?:[%#]|\{-?\s*(?:/\*|(?:if|else|end|range|with|define|template|block|break|continue)\b|\$\w+\s*:?=))`)

// lenientObjects reads the objects of a template as far as it is YAML once
// every expression is a word. Lines and columns stay what they are. With a
// control directive anything may be otherwise: sure is false.
func lenientObjects(f *source.File) (objects []*Object, sure bool) {
	text, err := f.Text()
	if err != nil {
		return nil, false
	}
	docs, sure := lenientText(f, text)
	for _, d := range docs {
		objects = append(objects, d.Objects()...)
	}
	return objects, sure
}

// lenientDocuments are the documents of a file that may be a template.
func lenientDocuments(f *source.File) []*Document {
	text, err := f.Text()
	if err != nil {
		return nil
	}
	docs, _ := lenientText(f, text)
	return docs
}

func lenientText(f *source.File, text []byte) (docs []*Document, sure bool) {
	sure = true
	masked := directive.ReplaceAllFunc(text, func(found []byte) []byte {
		if control.Match(found) {
			sure = false
			return blank(found)
		}
		return word(found)
	})
	docs = parse(blankAlone(masked))
	for _, d := range docs {
		d.File = f
	}
	return docs, sure
}

// blank keeps nothing but the line ends of a text.
func blank(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, bytes.ToValidUTF8(text, []byte(" ")))
}

// word turns an expression into a placeholder of the same length.
func word(text []byte) []byte {
	out := bytes.Clone(text)
	for i, c := range out {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '\n'
		if !letter {
			out[i] = '_'
		}
	}
	copy(out, "<<")
	copy(out[len(out)-2:], ">>")
	return out
}

var aloneOnLine = expr.New(`(?m)^[ \t]*<<[\w.]*>>[ \t]*$`)

// blankAlone removes expressions that make lines of their own.
func blankAlone(text []byte) []byte { return aloneOnLine.ReplaceAllFunc(text, blank) }

// templateObjects are the objects of a file that may be a template. What a
// template leaves open is unsure.
func (r *renderer) templateObjects(f *source.File) []*Object {
	if !IsTemplate(r.tree, f) {
		return fileObjects(f)
	}
	objects, sure := lenientObjects(f)
	for _, o := range objects {
		if !sure {
			o.Unsure = facts.ChartNotRendered
		}
	}
	return objects
}
