package main

import (
	"bytes"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/rules"
)

// texts looks up what stands at places of the compiled files. What it returns is
// compared or made a digest of, and never printed.
type texts struct {
	c     *compiled
	lines map[edition][]int // offsets at which lines start
}

// edition is a file as a commit brought it, or as it stands where none is named.
type edition struct{ repo, file, commit string }

func (c *compiled) texts() *texts { return &texts{c, map[edition][]int{}} }

func (t *texts) text(v edition) ([]byte, error) {
	if v.commit != "" {
		return t.c.past(v.repo, v.file, v.commit)
	}
	return t.c.text(v.repo, v.file)
}

// literal is the text of a literal that a finding points at.
func (t *texts) literal(f rules.Finding) ([]byte, bool) {
	if !f.Masked {
		return nil, false
	}
	v := edition{f.At.Repo, f.At.File, f.Commit.ID}
	if f.Whole {
		text, err := t.text(v)
		return text, err == nil
	}
	return t.cut(v, f.At)
}

// cut is the text of a range of lines and columns; false for one that the file
// does not have.
func (t *texts) cut(v edition, at facts.Pos) ([]byte, bool) {
	text, err := t.text(v)
	if err != nil {
		return nil, false
	}
	starts := t.starts(v, text)
	from, started := offset(starts, len(text), at.Line, at.Col)
	to, ended := offset(starts, len(text), at.EndLine, at.EndCol)
	if !started || !ended || to <= from {
		return nil, false
	}
	return text[from:to], true
}

// offset is that of a line and column in a text of some length.
func offset(starts []int, length, line, col int) (int, bool) {
	if line < 1 || line > len(starts) || col < 1 {
		return 0, false
	}
	end := length
	if line < len(starts) {
		end = starts[line] - 1
	}
	at := starts[line-1] + col - 1
	return at, at <= end
}

// starts are the offsets of the lines of a file, found once.
func (t *texts) starts(v edition, text []byte) []int {
	starts, known := t.lines[v]
	if !known {
		starts = []int{0}
		for i := 0; ; {
			next := bytes.IndexByte(text[i:], '\n')
			if next < 0 {
				break
			}
			i += next + 1
			starts = append(starts, i)
		}
		t.lines[v] = starts
	}
	return starts
}

// within fits a range that another tool has counted to the text: what reaches
// beyond a line ends with it, and without columns, or with columns that are not
// of bytes, it is the lines without the space around them. False where the text
// lacks the lines.
func (t *texts) within(at facts.Pos) (facts.Pos, bool) {
	text, err := t.c.text(at.Repo, at.File)
	if err != nil {
		at.Col, at.EndCol = 1, 2
		return at, true // a file that is not text: the tool could read it
	}
	starts := t.starts(edition{repo: at.Repo, file: at.File}, text)
	if at.Line > len(starts) || at.EndLine > len(starts) {
		at.Col, at.EndCol = 1, 2
		return at, false
	}
	first, last := textOfLine(text, starts, at.Line), textOfLine(text, starts, at.EndLine)
	indent := len(first) - len(bytes.TrimLeft(first, " \t"))
	start, end := indent+1, max(len(bytes.TrimRight(last, " \t\r")), indent)+1
	if at.Line != at.EndLine {
		end = len(last) + 1
	}
	if at.Col < 1 || at.Col > len(first) || at.EndCol <= 1 || at.Line == at.EndLine && at.EndCol <= at.Col || !isASCII(first) || !isASCII(last) {
		at.Col, at.EndCol = start, end
		return at, true
	}
	at.Col, at.EndCol = max(at.Col, start), min(at.EndCol, len(last)+1)
	return at, true
}

func textOfLine(text []byte, starts []int, line int) []byte {
	end := len(text)
	if line < len(starts) {
		end = starts[line] - 1
	}
	return text[starts[line-1]:end]
}

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= 0x80 {
			return false
		}
	}
	return true
}
