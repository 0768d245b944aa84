package terraform

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
// expression.
const (
	maxNesting = 100
	maxChain   = 400
	maxSize    = 2 << 20 // bytes of one file
)

// file is one parsed file.
type file struct {
	src    *source.File
	text   []byte
	starts []int // byte offset of each line
	body   *hclsyntax.Body
	made   *document // of a generated text: what it was made of
}

type fileKey struct{}

// parsed is what parsing a file gave, kept so that it happens once.
type parsed struct {
	file *file
	bad  *facts.Problem
}

// parse reads a file as HCL, or as its JSON spelling by the name. It answers
// nil and a problem for a file that cannot be used, and nothing for one of
// another program.
func parse(f *source.File) (*file, *facts.Problem) {
	p := f.Once(fileKey{}, func() any {
		file, bad := parseFile(f)
		return parsed{file, bad}
	}).(parsed)
	return p.file, p.bad
}

func parseFile(src *source.File) (*file, *facts.Problem) {
	f, bad := open(src)
	if bad != nil {
		return nil, bad
	}
	if strings.HasSuffix(src.Path, ".json") {
		return f.parseJSON()
	}
	if line, deep := tooDeep(f.text, src.Path); deep {
		return nil, &facts.Problem{At: src.At(line, 1, 0), Code: facts.FaultTooDeep, Detail: "nested too deeply to be read safely"}
	}
	parsed, diags := hclsyntax.ParseConfig(f.text, src.Path, hcl.InitialPos)
	body, ok := parsed.Body.(*hclsyntax.Body)
	if bad := f.problem(diags); bad != nil {
		if sortOf(src) == "unit" && foreign(src.Path, body) {
			bad = nil // Vault, and others, read an older HCL
		}
		return nil, bad
	}
	if !ok {
		return nil, &facts.Problem{At: src.At(1, 1, 0), Code: facts.FaultSyntax, Detail: "unexpected structure"}
	}
	f.body = body
	return f, nil
}

// open reads a file's text and finds its lines.
func open(src *source.File) (*file, *facts.Problem) {
	text, err := src.Text()
	switch {
	case errors.Is(err, source.ErrTooLarge) || len(text) > maxSize:
		return nil, &facts.Problem{At: src.At(1, 1, 0), Code: facts.FaultTooLarge, Detail: "larger than a module's file should be"}
	case err != nil:
		return nil, &facts.Problem{At: src.At(1, 1, 0), Code: facts.FaultUnreadable, Detail: err.Error()}
	}
	f := &file{src: src, text: text, starts: []int{0}}
	f.index()
	return f, nil
}

// index finds the lines of the text.
func (f *file) index() {
	for i, c := range f.text {
		if c == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
}

// problem is the first error of a parse. Only its summary is told: the detail
// may quote the file.
func (f *file) problem(diags hcl.Diagnostics) *facts.Problem {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := f.src.At(1, 1, 0)
		if d.Subject != nil {
			at = f.pos(*d.Subject)
		}
		return &facts.Problem{At: at, Code: facts.FaultSyntax, Detail: strings.ToLower(d.Summary)}
	}
	return nil
}

// pos is the place of a range: from its first byte to its last on that line.
func (f *file) pos(r hcl.Range) facts.Pos {
	if f.made != nil {
		return f.made.place(r)
	}
	line := min(max(r.Start.Line, 1), len(f.starts))
	from := f.starts[line-1]
	start := min(max(r.Start.Byte, from), len(f.text))
	end := f.lineEnd(line)
	if r.End.Line == r.Start.Line {
		end = min(max(r.End.Byte, start), end)
	}
	return f.src.At(line, start-from+1, max(end-start, 0))
}

// lineEnd is the byte offset of the end of a line's text.
func (f *file) lineEnd(line int) int {
	end := len(f.text)
	if line < len(f.starts) {
		end = f.starts[line] - 1
	}
	if end > f.starts[line-1] && f.text[end-1] == '\r' {
		end--
	}
	return end
}

// line is the text of a line without its end.
func (f *file) line(n int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	return string(f.text[f.starts[n-1]:f.lineEnd(n)])
}

// frame is one open bracket, block or template and the operators seen in it
// since the last separator.
type frame struct {
	brace bool
	chain int
}

// tooDeep scans the tokens of a file for nesting that a recursive reader could
// not survive, and answers the line of it.
func tooDeep(text []byte, name string) (line int, deep bool) {
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
		case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit, hclsyntax.TokenComment:
		default:
			top.chain++
		}
		if len(frames) > maxNesting || frames[len(frames)-1].chain > maxChain {
			return t.Range.Start.Line, true
		}
	}
	return 0, false
}
