package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

func TestWithin(t *testing.T) {
	t.Parallel()
	tree := source.New("r", map[string][]byte{"f": []byte("one\n  key: value  \r\nünder: x\n\nlast")})
	texts := (&compiled{trees: map[string]*source.Tree{"r": tree}}).texts()
	tests := map[string]struct {
		line, col, endLine, endCol int
		want                       string // empty: no such lines
	}{
		"a range":           {2, 8, 2, 13, "value"},
		"before the text":   {2, 1, 2, 6, "key"},
		"beyond the line":   {1, 2, 1, 99, "ne"},
		"no columns":        {2, 0, 2, 0, "key: value"},
		"columns reversed":  {2, 9, 2, 3, "key: value"},
		"column too far":    {1, 90, 1, 95, "one"},
		"not bytes, maybe":  {3, 8, 3, 9, "ünder: x"},
		"several lines":     {1, 2, 2, 6, "ne\n  key"},
		"lines, no columns": {1, 0, 2, 0, "one\n  key: value  \r"},
		"the last":          {5, 1, 5, 5, "last"},
		"no such line":      {6, 1, 6, 2, ""},
		"no such end":       {5, 1, 9, 2, ""},
	}
	for name, tt := range tests {
		at, ok := texts.within(facts.Pos{Repo: "r", File: "f", Line: tt.line, Col: tt.col, EndLine: tt.endLine, EndCol: tt.endCol})
		got := ""
		if ok {
			text, _ := texts.cut(edition{at.Repo, at.File, ""}, at)
			got = string(text)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
