package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/rules"
)

// underline draws an excerpt as two lines.
func underline(e excerpt) string {
	return e.text + "\n" + strings.Repeat(" ", e.col) + strings.Repeat("^", e.width)
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		line       string
		col, width int
		marks      []facts.Mark
		masked     bool
		wary       bool
		want       string
	}{
		"plain":            {line: "  key: name", col: 8, width: 4, want: "  key: name\n       ^^^^"},
		"tab before":       {line: "\tkey: name", col: 7, width: 4, want: "    key: name\n         ^^^^"},
		"wide before":      {line: "日本: name", col: 9, width: 4, want: "日本: name\n      ^^^^"},
		"control before":   {line: "\x1b: name", col: 4, width: 4, want: "\\x1b: name\n      ^^^^"},
		"empty line":       {line: "", col: 1, want: "\n^"},
		"column past end":  {line: "ab", col: 9, width: 3, want: "ab\n  ^"},
		"masked":           {line: "password: hunter2", col: 11, width: 7, masked: true, want: "password: ********\n          ^^^^^^^^"},
		"wary of a value":  {line: "run: x --key=abc-101-Kq2mVx9", col: 8, width: 21, wary: true, want: "run: x --key=********\n       ^^^^^^^^^^^^^^"},
		"wary of names":    {line: "insecureSkipVerify: true", col: 1, width: 18, wary: true, want: "insecureSkipVerify: true\n^^^^^^^^^^^^^^^^^^"},
		"wary of variable": {line: "- --secret=$(OIDC_2_SECRET)", col: 12, width: 16, wary: true, want: "- --secret=$(OIDC_2_SECRET)\n           ^^^^^^^^^^^^^^^^"},
		"mark beside":      {line: "{a: hunter2, b: c}", col: 14, width: 1, marks: []facts.Mark{{Kind: facts.MarkMasked, At: at("f", 1, 5, 7)}}, want: "{a: ********, b: c}\n              ^"},
		"mark over lines":  {line: "middle", col: 1, width: 6, marks: []facts.Mark{{Kind: facts.MarkCredential, At: facts.Pos{Repo: "home", File: "f", Line: 1, Col: 3, EndLine: 4, EndCol: 2}}}, want: "mi********\n^^^^^^^^^^"},
		"no end hides all": {line: "a: hunter2", col: 1, width: 1, marks: []facts.Mark{{Kind: facts.MarkCredential, At: facts.Pos{Repo: "home", File: "f", Line: 1, Col: 4}}}, want: "a: ********\n^"},
		"other mark":       {line: "a: b", col: 4, width: 1, marks: []facts.Mark{{Kind: facts.MarkUnlisted, At: at("f", 1, 1, 4)}}, want: "a: b\n   ^"},
		"plain words stay": {line: "export TOKEN=$(cat f)", col: 15, width: 5, want: "export TOKEN=$(cat f)\n              ^^^^^"},
		"value before":     {line: "token: abc-101-Kq2mVx9 {{ .gone }}", col: 24, width: 11, want: "token: ******** {{ .gone }}\n                ^^^^^^^^^^^"},
		"value after":      {line: "{name: web, password: correcthorsebattery}", col: 8, width: 3, want: "{name: web, password: ********}\n       ^^^"},
		"in an address":    {line: "url: https://user:hunter2@${host}/", col: 27, width: 7, want: "url: https://user:********@${host}/\n                           ^^^^^^^"},
		"in a wider mask":  {line: "curl -u me:Kq2mVx9 /x", col: 12, width: 7, masked: true, marks: []facts.Mark{{Kind: facts.MarkMasked, At: at("f", 1, 9, 10)}}, want: "curl -u ******** /x\n        ^^^^^^^^"},
		"padding":          {line: "v aGVsbG8gd29ybGQ=", col: 1, width: 1, want: "v ********=\n^"},
		"names beside":     {line: "ref: {kind: ClusterSecretStore, name: main-2, username: main-2x}", col: 6, width: 1, want: "ref: {kind: ClusterSecretStore, name: main-2, username: ********}\n     ^"},
		"its own value":    {line: "ENV APP_TOKEN=plainword LEVEL=info", col: 5, width: 9, want: "ENV APP_TOKEN=******** LEVEL=info\n    ^^^^^^^^^"},
		"value of its env": {line: "- {name: APP_TOKEN, value: plainword}", col: 10, width: 9, want: "- {name: APP_TOKEN, value: ********}\n         ^^^^^^^^^"},
		"its own switch":   {line: "export SKIP_VERIFY=true", col: 8, width: 11, want: "export SKIP_VERIFY=true\n       ^^^^^^^^^^^"},
		"its own variable": {line: "APP_TOKEN=$TOKEN", col: 1, width: 9, want: "APP_TOKEN=$TOKEN\n^^^^^^^^^"},
		"unmarked token":   {line: "k: v # Zm9vYmFyQmF6MTIz", col: 4, width: 1, want: "k: v # ********\n   ^"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &Report{Marks: tt.marks, Sources: func(string, string) ([]byte, error) { return []byte(tt.line + "\r\nnext"), nil }}
			e, ok := r.excerptOf(rules.Finding{At: at("f", 1, tt.col, tt.width), Masked: tt.masked, Wary: tt.wary})
			if !ok {
				t.Fatal("no excerpt")
			}
			if diff := cmp.Diff(tt.want, underline(e)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFileThatDoesNotParseIsNotShown(t *testing.T) {
	t.Parallel()
	read := func(string, string) ([]byte, error) { return []byte("password: [hunter2\n"), nil }
	found := rules.Finding{At: at("f", 1, 1, 1)}
	whole := &Report{Sources: read}
	if _, ok := whole.excerptOf(found); !ok {
		t.Error("a file that parses has no excerpt")
	}
	marked := &Report{Sources: read, Marks: []facts.Mark{{Kind: facts.MarkInvalidYAML, At: at("f", 1, 1, 0)}}}
	if e, ok := marked.excerptOf(found); ok {
		t.Errorf("shows %q", e.text)
	}
	unread := &Report{Sources: read}
	unread.Coverage.Problems = []facts.Problem{{At: at("f", 9, 1, 0)}}
	if e, ok := unread.excerptOf(found); ok {
		t.Errorf("shows %q", e.text)
	}
}

func TestLongLineIsCutAroundTheCaret(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("- ", 5000) + "NEEDLE" + strings.Repeat(" -", 5000)
	e := draw([]byte(line), span{10000, 10006}, nil).cut(lineWidth)
	if n := len([]rune(e.text)); n > lineWidth+2 {
		t.Errorf("%d columns", n)
	}
	if got := string([]rune(e.text)[e.col : e.col+e.width]); got != "NEEDLE" {
		t.Errorf("the caret points at %q", got)
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("key: value\nnext\tline", 1, 3, 2)
	f.Add("\xff\x1b日", 1, -4, 90)
	f.Fuzz(func(t *testing.T, text string, line, col, width int) {
		r := &Report{
			Sources: func(string, string) ([]byte, error) { return []byte(text), nil },
			Marks:   []facts.Mark{{Kind: facts.MarkMasked, At: at("f", line, col/2, width)}},
		}
		e, ok := r.excerptOf(rules.Finding{At: at("f", line, col, width)})
		if ok && (e.col < 0 || e.width < 1 || strings.ContainsAny(e.text, "\n\x1b")) {
			t.Fatalf("excerpt %+v", e)
		}
	})
}
