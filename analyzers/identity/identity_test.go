package identity_test

import (
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/identity"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

func nowhere(line, col int) facts.Pos { return facts.Pos{Line: line, Col: col} }

func TestParseJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		ok         bool
	}{
		{"comments and commas", "{\n\t// a\n\t\"b\": [1, /* c */ 2,],\n}", true},
		{"tabs", "{\n\t\"a\":\t\"b\"}", true},
		{"brackets in strings", `{"a": "` + strings.Repeat("[", 500) + `"}`, true},
		{"unclosed", `{"a": `, false},
		{"too deep", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, ok := identity.ParseJSON([]byte(c.text), nowhere); ok != c.ok {
				t.Errorf("read: %v, want %v", ok, c.ok)
			}
		})
	}
}

// TestParseJSONKeepsPlaces: what replaces comments must not move anything.
func TestParseJSONKeepsPlaces(t *testing.T) {
	t.Parallel()
	docs, ok := identity.ParseJSON([]byte("{\n\t/* é\n */ \"a\": {\"b\": \"c\"}}"), nowhere)
	if !ok || len(docs) != 1 {
		t.Fatal("not read")
	}
	at := docs[0].At(manifest.Get(docs[0].Root, "a", "b"))
	if at.Line != 3 || at.Col != 16 {
		t.Errorf("line %d, column %d, want 3 and 16", at.Line, at.Col)
	}
}

func FuzzParseJSON(f *testing.F) {
	f.Add([]byte(`{"tagOwners": {"tag:a": ["tag:b"],}, "groups": {"group:c": ["tag:a"]}, "acls": [{"src": ["*"], "comment": 1}]}`))
	f.Add([]byte(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/*"}}`))
	f.Fuzz(func(_ *testing.T, text []byte) {
		docs, _ := identity.ParseJSON(text, nowhere)
		for _, d := range docs {
			var part source.Part
			identity.Tailnet(d.Root, d.At, facts.New(facts.FileSymbol, "repo", "a.json"), &part)
			identity.Grants(d.Root, d.At, &part)
		}
	})
}
