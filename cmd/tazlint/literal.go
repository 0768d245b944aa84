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
	lines map[[2]string][]int // offsets at which lines start, by repository and file
}

func (c *compiled) texts() *texts { return &texts{c, map[[2]string][]int{}} }

// literal is the text of a literal that a finding points at.
func (t *texts) literal(f rules.Finding) ([]byte, bool) {
	if !f.Masked {
		return nil, false
	}
	if f.Whole {
		text, err := t.c.text(f.At.Repo, f.At.File)
		return text, err == nil
	}
	return t.cut(f.At)
}

// cut is the text of a range of lines and columns; false for one that the file
// does not have.
func (t *texts) cut(at facts.Pos) ([]byte, bool) {
	text, err := t.c.text(at.Repo, at.File)
	if err != nil {
		return nil, false
	}
	starts := t.starts(at, text)
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
func (t *texts) starts(at facts.Pos, text []byte) []int {
	file := [2]string{at.Repo, at.File}
	starts, known := t.lines[file]
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
		t.lines[file] = starts
	}
	return starts
}
