package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestCanaryOfListings feeds every text of the nest to inventory. A single word
// is left out: nobody can tell a name from a value that looks like one.
func TestCanaryOfListings(t *testing.T) {
	t.Parallel()
	for name, text := range nest {
		if len(strings.Fields(text)) == 1 && !strings.HasPrefix(text, "ghp_") {
			continue
		}
		text = strings.ReplaceAll(text, "%d", fmt.Sprint(7))
		for _, backend := range sortedKeys(namesOnly) {
			var out bytes.Buffer
			args := []string{"inventory", "--backend", backend}
			code := run(t.Context(), args, streams{strings.NewReader(text), &out, &out}, func(string) string { return "" })
			if leak := forbidden.Find(out.Bytes()); leak != nil {
				t.Errorf("%s as listing of %s prints a value: %s", name, backend, out.String())
			}
			if code == exitClean && strings.Contains(text, "canary") {
				t.Errorf("%s is taken for a listing of %s", name, backend)
			}
		}
	}
}
