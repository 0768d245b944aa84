package hcltext

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zclconf/go-cty/cty"
)

// Literal is a text that stands in a file of HCL, under the name that it is
// given to.
type Literal struct {
	Address string // of the block it stands in, as Terraform writes it, or empty
	Field   string // the argument, key or setting that gets it
	Name    string // what the value is by its innermost name
	Sort    Sort
	Secret  Object // of an entry of a manifest: the Secret

	Value    string          // what is filled in stands as Hole
	Partial  bool            // something is filled in
	Sentence bool            // an argument of a function that puts texts together
	From, To int             // where it stands in the file, quotes included
	Passage  *source.Excerpt // of a heredoc: its lines without their indentation
}

// Sort is what the place of a literal makes of it.
type Sort int

// The sorts.
const (
	Plain   Sort = iota
	Kept         // written to a store of secrets
	Entry        // of a Secret
	Encoded      // of a Secret, in base64
)

// Object names a Secret as far as its manifest does.
type Object struct{ Namespace, Name string }

// Hole stands for what is filled in: a command to a shell, a plain text to YAML
// and JSON.
const Hole = "$(_)"

// text is the value of an expression in quotes; known says whether there is one.
func textOf(e hclsyntax.Expression) (value string, partial, known bool) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		if e.Val.Type() == cty.String && e.Val.IsKnown() && !e.Val.IsNull() {
			return e.Val.AsString(), false, true
		}
	case *hclsyntax.TemplateExpr:
		return joined(e)
	case *hclsyntax.ObjectConsKeyExpr:
		return textOf(e.Wrapped)
	}
	return "", false, false
}

func joined(e *hclsyntax.TemplateExpr) (value string, partial, known bool) {
	var b strings.Builder
	for _, p := range e.Parts {
		text, _, plain := textOf(p)
		if _, isLiteral := p.(*hclsyntax.LiteralValueExpr); !isLiteral || !plain {
			text, partial = Hole, true
		}
		b.WriteString(text)
	}
	return b.String(), partial, true
}

// keyOf is the name that a key of an object is.
func keyOf(e hclsyntax.Expression) string {
	key, isKey := e.(*hclsyntax.ObjectConsKeyExpr)
	if !isKey {
		return ""
	}
	if t, ok := key.Wrapped.(*hclsyntax.ScopeTraversalExpr); ok && len(t.Traversal) == 1 && !key.ForceNonLiteral {
		return t.Traversal.RootName()
	}
	text, partial, _ := textOf(key.Wrapped)
	if partial {
		return ""
	}
	return text
}

// passage is the text of a heredoc as it stands in the file, without the
// indentation that all of its lines share.
func (f *File) passage(from, to int) *source.Excerpt {
	raw := f.Text[from:to]
	if !bytes.HasPrefix(raw, []byte("<<")) {
		return nil
	}
	start := bytes.IndexByte(raw, '\n') + 1
	end := bytes.LastIndexByte(bytes.TrimRight(raw, "\r\n"), '\n') + 1
	if start == 0 || end < start {
		return nil
	}
	e := &source.Excerpt{}
	body := raw[start:end]
	cut := indentation(body)
	for len(body) > 0 {
		line := body
		if i := bytes.IndexByte(body, '\n'); i >= 0 {
			line = body[:i+1]
		}
		kept := line[min(cut, len(line)-len(bytes.TrimLeft(line, " \t"))):]
		fill(e, kept, from+start+len(raw[start:end])-len(body)+len(line)-len(kept))
		body = body[len(line):]
	}
	return e
}

// indentation is what all lines with a text are indented by.
func indentation(text []byte) int {
	least := -1
	for line := range bytes.Lines(text) {
		trimmed := bytes.TrimLeft(line, " \t")
		if len(bytes.TrimSpace(trimmed)) == 0 {
			continue
		}
		if by := len(line) - len(trimmed); least < 0 || by < least {
			least = by
		}
	}
	return max(least, 0)
}

// fill copies a line and leaves holes for what is filled in. Directives, which
// print nothing of their own, are left out.
func fill(e *source.Excerpt, line []byte, from int) {
	for len(line) > 0 {
		i, end := interpolation(line)
		if i < 0 {
			e.Copy(line, from)
			return
		}
		e.Copy(line[:i], from)
		if line[i] == '$' {
			e.Put(Hole, from+i)
		}
		line, from = line[end:], from+end
	}
}

// interpolation finds the first sequence of a line that a template replaces. One
// that goes on below ends with the line.
func interpolation(line []byte) (start, end int) {
	for i := 0; i+1 < len(line); i++ {
		if line[i] != '$' && line[i] != '%' || line[i+1] != '{' || i > 0 && line[i-1] == line[i] {
			continue
		}
		depth := 0
		for j := i + 1; j < len(line); j++ {
			switch line[j] {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth == 0 {
				return i, j + 1
			}
		}
		return i, len(bytes.TrimRight(line, "\r\n"))
	}
	return -1, 0
}
