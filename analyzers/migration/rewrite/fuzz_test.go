package rewrite_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/migration/rewrite"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// FuzzRewrite changes texts at places where nothing may stand. Whatever is
// refused, a text that is YAML stays YAML, and nothing but the names changes: a
// text without them is the same before and after.
func FuzzRewrite(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range txtar.Parse(data).Files {
			for at, line := range strings.Split(string(part.Data), "\n") {
				if col := max(strings.Index(line, "old"), strings.Index(line, "TOKEN")); col >= 0 {
					f.Add(filepath.Base(part.Name), part.Data, at+1, col+1, strings.Contains(line, "old"))
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, name string, text []byte, line, col int, store bool) {
		at := facts.Pos{Repo: "r", File: name, Line: line, Col: col}
		to := facts.StorePlace("home", "ClusterSecretStore", "", "new")
		c := &migration.Consumer{Symbol: "object:home/blog/ExternalSecret/blog"}
		if store {
			c.Passages = []migration.Passage{{At: at, Store: facts.StorePlace("home", "SecretStore", "blog", "old"), To: to}}
		} else {
			c.References = []*migration.Reference{{At: at, To: migration.Destination{Store: to, Key: "lab/TOKEN", Property: "value"}}}
		}
		p := &migration.Plan{Consumers: []*migration.Consumer{c}}
		got := rewrite.Rewrite(p, func(*migration.Consumer) bool { return true }, func(string, string) ([]byte, error) { return text, nil })
		if len(got.Changes) == 0 {
			return
		}
		if len(got.Refused) > 0 {
			t.Fatal("both changed and refused")
		}
		after := got.Changes[0].After
		if ext := filepath.Ext(name); (ext == ".yaml" || ext == ".yml") && isYAML(text) && !isYAML(after) {
			t.Fatalf("no longer YAML:\n%s", after)
		}
		for _, word := range []string{"new", "lab/TOKEN", "value"} {
			if bytes.Count(after, []byte(word)) < bytes.Count(text, []byte(word)) {
				t.Fatalf("%s was lost:\n%s", word, after)
			}
		}
	})
}

func isYAML(text []byte) bool {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var n yaml.Node
		switch err := decoder.Decode(&n); err {
		case nil:
		case io.EOF:
			return true
		default:
			return false
		}
	}
}
