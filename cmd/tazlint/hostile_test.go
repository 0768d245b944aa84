package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// control matches what a terminal obeys and a report never writes.
var control = regexp.MustCompile("[\x00-\x08\x0b-\x1f\x7f]")

// TestHostileFileNames: the name of a file speaks neither to a terminal nor to
// a reader of workflow commands, in no format; one that is not UTF-8 is
// counted.
func TestHostileFileNames(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "home")
	secret := "apiVersion: v1\nkind: Secret\nmetadata: {name: w, namespace: web}\nstringData: {password: Kq2mVx9tLr4wZ}\n"
	writeTree(t, dir, map[string]string{
		"kustomization.yaml": "resources: [config.yaml]\n",
		"config.yaml":        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: web}\ndata: {a: b}\n",
		"a\n::error::pwned\x1b[31m%0A::set-output name=x::y\r.yaml": secret,
		"broken\n::error::pwned\x1b]0;title\a.yaml":                 "kind: [",
		"create\n::error::pwned.sh":                                 "#!/bin/bash\nif then ((\n",
		"latin\xff.yaml":                                            secret,
	})
	runs := [][]string{{"compile", dir}, {"lint", dir, "--debug"}}
	for _, format := range formatNames("lint") {
		runs = append(runs, []string{"lint", dir, "--format", format})
	}
	for _, format := range formatNames("graph") {
		runs = append(runs, []string{"graph", dir, "--format", format})
	}
	for _, words := range runs {
		code, out, errs := runWords(t, words...)
		name := strings.Join(words, " ")
		if code == exitUsage || out == "" {
			t.Errorf("%s: exit %d: %s", name, code, errs)
		}
		if at := control.FindStringIndex(out + errs); at != nil {
			t.Errorf("%s writes %q", name, (out + errs)[at[0]:at[1]])
		}
		for line := range strings.SplitSeq(out+errs, "\n") {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "::error::pwned") || strings.HasPrefix(line, "::set-output") {
				t.Errorf("%s lets a file name write the line %q", name, line)
			}
		}
	}
	if _, out, _ := runWords(t, "lint", dir); !strings.Contains(out, "skipped 1 with a name that is not UTF-8") {
		t.Errorf("the name that is not UTF-8 is not counted:\n%s", out)
	}
}
