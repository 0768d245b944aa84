package report

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func FuzzVisible(f *testing.F) {
	for _, s := range []string{"plain", "\x1b[31m", "a\u202eb", "\xff\xfe", "\u200b\u2066", "tab\there", "日本\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := visible(s)
		if !utf8.ValidString(got) {
			t.Fatalf("visible(%q) = %q is not UTF-8", s, got)
		}
		for _, r := range got {
			if !unicode.IsPrint(r) {
				t.Fatalf("visible(%q) = %q keeps %U", s, got, r)
			}
		}
		if visible(got) != got {
			t.Fatalf("visible is not idempotent for %q", s)
		}
	})
}

func FuzzTargets(f *testing.F) {
	for _, s := range []string{"plain", "%0A::error::x", "a:b,c\r\n", `"];end["`, "`|<img>@all", `\"`, "#quot;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := workflowData(s); strings.ContainsAny(got, "\r\n") || strings.Contains(strings.ReplaceAll(got, "%25", ""), "%0") {
			t.Errorf("workflowData(%q) = %q", s, got)
		}
		if got := workflowProperty(s); strings.ContainsAny(got, "\r\n:,") {
			t.Errorf("workflowProperty(%q) = %q", s, got)
		}
		if got := dotString(s); !closesOnce(got) {
			t.Errorf("dotString(%q) = %q", s, got)
		}
		if got := mermaidText(s); strings.ContainsAny(got, "\"[]{}|<>`&\\\n") {
			t.Errorf("mermaidText(%q) = %q", s, got)
		}
		if got := markdownText(s); strings.ContainsAny(got, "<\n@") || strings.Contains(strings.ReplaceAll(got, `\|`, ""), "|") {
			t.Errorf("markdownText(%q) = %q", s, got)
		}
	})
}

// closesOnce reports whether a quoted string ends at its last byte only.
func closesOnce(quoted string) bool {
	for i := 1; i < len(quoted); i++ {
		switch quoted[i] {
		case '\\':
			i++
		case '"':
			return i == len(quoted)-1
		}
	}
	return false
}

func FuzzJSONASCII(f *testing.F) {
	for _, s := range []string{"plain", "a\u202eb", "\U000e0041", "\x7f", "\ufffd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		encoded, err := json.Marshal(strings.ToValidUTF8(s, "?"))
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal(jsonASCII(encoded), &back); err != nil || back != strings.ToValidUTF8(s, "?") {
			t.Fatalf("%q came back as %q (%v)", s, back, err)
		}
	})
}
