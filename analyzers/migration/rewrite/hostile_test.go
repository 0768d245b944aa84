package rewrite_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/migration/rewrite"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// names are files of the languages that are read.
var names = []string{"a.yaml", "a.tf", "a.sh", "a.json"}

// spottedPlan is the plan of one consumer that names a store at one place of a
// file and a remote key at another.
func spottedPlan(file string, store, key facts.Pos, property bool) *migration.Plan {
	from := facts.StorePlace("c", "ClusterSecretStore", "", "legacy")
	to := migration.Destination{Store: facts.StorePlace("c", "ClusterSecretStore", "", "vault"), Key: "apps/a"}
	if property {
		to.Property = "value"
	}
	store.File, key.File = file, file
	return &migration.Plan{Consumers: []*migration.Consumer{{
		Symbol:     facts.New(facts.ObjectSymbol, "c", "web", "ExternalSecret", "blog"),
		Passages:   []migration.Passage{{At: store, Store: from, To: to.Store}},
		References: []*migration.Reference{{At: key, Remote: facts.RemoteKey(from, "A", ""), To: to}},
	}}}
}

func all(*migration.Consumer) bool { return true }

// FuzzRewrite demands of any text and any two places in it that nothing panics,
// and that a text which is changed says the same as before but for the names of
// the store, the key and the property.
func FuzzRewrite(f *testing.F) {
	shapes, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, shape := range shapes {
		ar, err := txtar.ParseFile(shape)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range ar.Files {
			for kind, name := range names {
				if filepath.Ext(name) == filepath.Ext(file.Name) {
					f.Add(string(file.Data), uint8(kind), uint8(0), uint8(0), true)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string, kind, store, key uint8, property bool) {
		file := names[int(kind)%len(names)]
		plan := spottedPlan(file, place([]byte(text), "legacy", int(store)), place([]byte(text), "A", int(key)), property)
		files := map[string][]byte{file: []byte(text)}
		result := rewrite.Rewrite(plan, all, reader(files))
		if len(result.Changes) == 0 {
			return
		}
		after := result.Changes[0].After
		was, ok := scalars([]byte(text))
		if is, parsed := scalars(after); ok && file == "a.yaml" && (!parsed || !maps.Equal(was, is)) {
			t.Fatalf("the text says something else:\n%s\n%s", text, after)
		}
		files[file] = after
		rewrite.Rewrite(plan, all, reader(files))
	})
}

// place is where a word stands in a text for the nth time, with its quote and
// anchor; where it does not, the nth byte.
func place(text []byte, word string, n int) facts.Pos {
	all := regexp.MustCompile(`(&\w+ +)?["']?\b`+word+`\b`).FindAllIndex(text, n+1)
	i := min(n, len(text))
	if len(all) > n {
		i = all[n][0]
	}
	return facts.Pos{Line: bytes.Count(text[:i], []byte("\n")) + 1, Col: i - bytes.LastIndexByte(text[:i], '\n')}
}

// expected are texts that a rewrite adds or takes.
var expected = map[string]bool{
	"legacy": true, "vault": true, "A": true, "apps/a": true, "value": true, "property": true, "kind": true,
	"ClusterSecretStore": true, "SecretStore": true, "external-secrets.io/v1beta1": true, "external-secrets.io/v1": true,
}

// scalars counts the texts that the documents of a file hold, as another reader
// sees them.
func scalars(text []byte) (counts map[string]int, ok bool) {
	defer func() { ok = recover() == nil && ok }()
	counts = map[string]int{}
	d := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var v any
		switch err := d.Decode(&v); {
		case err == io.EOF:
			return counts, true
		case err != nil:
			return nil, false
		}
		count(counts, v)
	}
}

func count(counts map[string]int, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, item := range v {
			count(counts, k)
			count(counts, item)
		}
	case []any:
		for _, item := range v {
			count(counts, item)
		}
	case string:
		for line := range strings.Lines(v) { // a text in a text
			word := strings.Trim(strings.TrimSpace(line), `"'`)
			if !expected[word] && !strings.Contains(v, "\n") {
				counts[word]++
			}
		}
	default:
		counts[fmt.Sprint(v)]++
	}
}

// TestHostile demands that texts made to exhaust a reader are refused soon.
func TestHostile(t *testing.T) {
	t.Parallel()
	bomb := "a0: &a0 {name: legacy}\n"
	for i := 1; i < 40; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	for name, text := range map[string]string{
		"aliases":  bomb,
		"itself":   "a: &a {name: legacy, b: *a}\n",
		"deep":     strings.Repeat("[", 100_000) + "legacy",
		"openers":  strings.Repeat("cat <<EOF legacy\n", 20_000),
		"blocks":   strings.Repeat("- |\n  x\n", 50_000) + "- name: legacy\n",
		"long":     "k: [" + strings.Repeat("ä,", 100_000) + "legacy]\n",
		"actions":  strings.Repeat("{{ legacy }}", 100_000),
		"markers":  strings.Repeat("---\n", 30_000) + "name: legacy\n",
		"merges":   "a: &a {name: legacy}\n" + strings.Repeat("b: &a {<<: *a, <<: *a}\n", 5_000),
		"binary":   "name: legacy\x00",
		"encoding": "name: legacy\xff\xfe",
	} {
		for _, file := range names {
			t.Run(name+" "+file, func(t *testing.T) {
				t.Parallel()
				at := place([]byte(text), "legacy", 0)
				start := time.Now()
				result := rewrite.Rewrite(spottedPlan(file, at, at, true), all, reader(map[string][]byte{file: []byte(text)}))
				if len(result.Refused) != 1 || len(result.Changes) > 0 {
					t.Errorf("refused %v", result.Refused)
				}
				if took := time.Since(start); took > 20*time.Second {
					t.Errorf("took %v", took)
				}
			})
		}
	}
}
