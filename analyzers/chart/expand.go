package chart

import "text/template/parse"

// Expand evaluates one text with a value as its dot. A text that cannot be
// evaluated becomes a placeholder.
func Expand(content string, dot any) string {
	e := &evaluator{defined: map[string]*parse.Tree{}}
	t := Template{Name: "text", Text: content}
	out := e.execute(t, e.define(t), dot)
	if out.Failed || e.changed || len(out.Doubts) > 0 {
		return Unknown{"template"}.placeholder()
	}
	return out.Text
}
