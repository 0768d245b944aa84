package shelltext_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

func TestIsScript(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"a.sh": "x", "a.bash": "x", ".bashrc": "x", ".envrc": "x", "home/.profile": "x", "bin/tool": "#!/usr/bin/env -S bash -e\n",
		"bin/posix": "#! /bin/sh\n", "z.sh": "#!/usr/bin/zsh\n", "bin/py": "#!/usr/bin/env python3\n", "plain": "text\n", "a.yaml": "#!/bin/sh\n", "empty": "",
	}
	files := map[string][]byte{}
	for name, text := range texts {
		files[name] = []byte(text)
	}
	got := map[string]bool{}
	for _, f := range source.New("repo", files).Files {
		if shelltext.IsScript(f) {
			got[f.Path] = true
		}
	}
	want := map[string]bool{"a.sh": true, "a.bash": true, ".bashrc": true, ".envrc": true, "home/.profile": true, "bin/tool": true, "bin/posix": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scripts (-want +got):\n%s", diff)
	}
}
