package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// runWords runs the tool in-process.
func runWords(t *testing.T, words ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), words, streams{strings.NewReader(""), &o, &e}, func(string) string { return "" })
	return code, o.String(), e.String()
}

// TestPanicTellsItsPlaceOnly is not parallel: it adds a command.
func TestPanicTellsItsPlaceOnly(t *testing.T) {
	before := commands
	defer func() { commands = before }()
	register(command{name: "explode", short: "panic", setup: func(*pflag.FlagSet) func(context.Context, *app, []string) error {
		return func(context.Context, *app, []string) error { panic("hunter2") }
	}})
	code, out, errs := runWords(t, "explode")
	if code != exitIncomplete || strings.Contains(out+errs, "hunter2") || !strings.Contains(errs, "main.") && !strings.Contains(errs, "tazlint.") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}

func TestEveryCommandIsDocumented(t *testing.T) {
	for _, c := range commands {
		if c.short == "" || strings.HasSuffix(c.short, ".") {
			t.Errorf("command %s needs one line without a full stop, has %q", c.name, c.short)
		}
		code, out, _ := runWords(t, "help", c.name)
		if code != exitClean || !strings.HasPrefix(out, "usage: tazlint "+c.name) {
			t.Errorf("help %s: exit %d, %q", c.name, code, out)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"path", "role", "facts", "reference/undefined-key", "reference/undefined-secret"}
	for name, want := range map[string]string{
		"rool": "role", "fact": "facts", "paht": "path", "reference/undefined-kee": "reference/undefined-key",
		"zzzz": "", "": "", "x": "", "completely-different": "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]int{
		{"", ""}: 0, {"a", ""}: 1, {"", "abc"}: 3, {"kitten", "sitting"}: 3, {"flaw", "lawn"}: 2, {"same", "same"}: 0,
	} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("distance(%q, %q) = %d, want %d", pair[0], pair[1], got, want)
		}
	}
}

// FuzzConfig demands an answer without a panic for any configuration.
func FuzzConfig(f *testing.F) {
	for _, s := range []string{"version: 1\n", "version: 1\nrepos: {a: {path: ., role: [vault]}}\n", "a: &a [*a]\n", "- 1\n", "version: {}\nexterns: [1, {symbol: x}]\n", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cfg, err := parseConfig([]byte(text))
		if (cfg == nil) == (err == nil) && err == nil {
			t.Fatal("neither a configuration nor an error")
		}
	})
}
