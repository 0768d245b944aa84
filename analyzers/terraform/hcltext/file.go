// Package hcltext reads files of HCL, in its native spelling and in that of
// JSON, once for all front ends, and lists the literals that stand in them.
package hcltext

import (
	"errors"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Limits on hostile input. Real modules stay far below: nesting is that of
// brackets, blocks and templates together, a chain is operators in one
// expression, pieces are the lines, dollars and percent signs of one text: the
// parser joins them in quadratic time.
const (
	MaxNesting = 100
	MaxChain   = 400
	MaxPieces  = 5000
	MaxSize    = 2 << 20 // bytes of one file
)

// File is a text and, where it could be parsed, what it says.
type File struct {
	Source *source.File // nil for a text that no file holds
	Text   []byte
	Body   *hclsyntax.Body

	starts []int // byte offset of each line
}

type fileKey struct{}

// parsed is what parsing a file gave, kept so that it happens once.
type parsed struct {
	file *File
	bad  *facts.Problem
}

// Parse reads a file as HCL, or as its JSON spelling by the name, however many
// front ends ask. With a problem it answers what could be understood of the
// file, or nil. Nobody may change what it answers.
func Parse(f *source.File) (*File, *facts.Problem) {
	p := f.Once(fileKey{}, func() any {
		file, bad := parse(f)
		return parsed{file, bad}
	}).(parsed)
	return p.file, p.bad
}

func parse(src *source.File) (*File, *facts.Problem) {
	f, bad := Open(src)
	if bad != nil {
		return nil, bad
	}
	if strings.HasSuffix(src.Path, ".json") {
		return f.parseJSON()
	}
	if line, deep := TooDeep(f.Text, src.Path); deep {
		return nil, &facts.Problem{At: src.At(line, 1, 0), Code: facts.FaultTooDeep, Detail: "too deeply nested, or one text too long, to be read safely"}
	}
	parsed, diags := hclsyntax.ParseConfig(f.Text, src.Path, hcl.InitialPos)
	body, ok := parsed.Body.(*hclsyntax.Body)
	f.Body = body
	if bad := f.Problem(diags); bad != nil {
		return f, bad
	}
	if !ok {
		return nil, &facts.Problem{At: src.At(1, 1, 0), Code: facts.FaultSyntax, Detail: "unexpected structure"}
	}
	return f, nil
}

// Open reads a file's text and finds its lines.
func Open(src *source.File) (*File, *facts.Problem) {
	text, err := src.Text()
	switch {
	case errors.Is(err, source.ErrTooLarge) || len(text) > MaxSize:
		return nil, &facts.Problem{At: src.At(1, 1, 0), Code: facts.FaultTooLarge, Detail: "larger than a module's file should be"}
	case err != nil:
		return nil, &facts.Problem{At: src.At(1, 1, 0), Code: facts.FaultUnreadable, Detail: err.Error()}
	}
	return New(src, text), nil
}

// New finds the lines of a text.
func New(src *source.File, text []byte) *File {
	f := &File{Source: src, Text: text, starts: []int{0}}
	for i, c := range f.Text {
		if c == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
	return f
}

// Problem is the first error of a parse. Only its summary is told: the detail
// may quote the file.
func (f *File) Problem(diags hcl.Diagnostics) *facts.Problem {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := f.Source.At(1, 1, 0)
		if d.Subject != nil {
			at = f.Pos(*d.Subject)
		}
		return &facts.Problem{At: at, Code: facts.FaultSyntax, Detail: strings.ToLower(d.Summary)}
	}
	return nil
}

// Pos is the place of a range: from its first byte to its last on that line.
func (f *File) Pos(r hcl.Range) facts.Pos {
	line := min(max(r.Start.Line, 1), len(f.starts))
	from := f.starts[line-1]
	start := min(max(r.Start.Byte, from), len(f.Text))
	end := f.lineEnd(line)
	if r.End.Line == r.Start.Line {
		end = min(max(r.End.Byte, start), end)
	}
	return f.Source.At(line, start-from+1, max(end-start, 0))
}

// lineEnd is the byte offset of the end of a line's text.
func (f *File) lineEnd(line int) int {
	end := len(f.Text)
	if line < len(f.starts) {
		end = f.starts[line] - 1
	}
	if end > f.starts[line-1] && f.Text[end-1] == '\r' {
		end--
	}
	return end
}

// Line is the text of a line without its end.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	return string(f.Text[f.starts[n-1]:f.lineEnd(n)])
}

// frame is one open bracket, block or template and the operators seen in it
// since the last separator; pieces are those of the text in it.
type frame struct {
	brace  bool
	chain  int
	pieces int
}

func (f *frame) excessive() bool { return f.chain > MaxChain || f.pieces > MaxPieces }

// TooDeep scans the tokens of a file for nesting that a recursive reader could
// not survive, and for texts of too many pieces, and answers the line of it.
func TooDeep(text []byte, name string) (line int, deep bool) {
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos)
	frames := []frame{{brace: true}}
	for _, t := range tokens {
		top := &frames[len(frames)-1]
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc,
			hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			top.chain++
			frames = append(frames, frame{brace: t.Type == hclsyntax.TokenOBrace})
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
			frames = frames[:max(len(frames)-1, 1)]
		case hclsyntax.TokenComma:
			top.chain = 0
		case hclsyntax.TokenNewline:
			if top.brace {
				top.chain = 0
			}
		case hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit:
			top.pieces++
		case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenComment:
		default:
			top.chain++
		}
		if len(frames) > MaxNesting || frames[len(frames)-1].excessive() {
			return t.Range.Start.Line, true
		}
	}
	return 0, false
}

// Nested reports whether a template's brackets nest deeper than a recursive
// reader survives, or it has too many pieces.
func Nested(s string) bool {
	return strings.Count(s, "\n")+strings.Count(s, "$")+strings.Count(s, "%") > MaxPieces || strings.Count(s, "${")+strings.Count(s, "%{") > MaxChain || source.Nesting([]byte(s)) > MaxNesting ||
		strings.Count(s, "(")+strings.Count(s, "[") > 4*MaxNesting || strings.ContainsAny(s, "\x00")
}

// Span is the place of a range over all of its lines.
func (f *File) Span(r hcl.Range) facts.Pos {
	at := f.Pos(r)
	if r.End.Line > r.Start.Line && r.End.Line <= len(f.starts) {
		at.EndLine, at.EndCol = r.End.Line, r.End.Byte-f.starts[r.End.Line-1]+1
	}
	return at
}

// Lines is the number of lines of the text.
func (f *File) Lines() int { return len(f.starts) }
