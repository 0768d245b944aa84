package pattern

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// planted are secrets that rules find wherever they stand between spaces or
// quotes.
var planted = map[string]string{
	"age-secret-key":    `AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}`,
	"github-pat":        `ghp_[0-9a-zA-Z]{36}`,
	"gitlab-pat":        `glpat-[0-9a-zA-Z_-]{19}[0-9a-z]`,
	"npm-access-token":  `npm_[a-z0-9]{36}`,
	"private-key":       `-----BEGIN PRIVATE KEY-----(?:\n[A-Za-z0-9+/]{64}){3}\n-----END PRIVATE KEY-----`,
	"slack-webhook-url": `https://hooks\.slack\.com/services/[A-Za-z0-9+/]{44}`,
}

func plant(rule string, rnd *rand.Rand) string {
	parsed, err := syntax.Parse(planted[rule], syntax.Perl)
	if err != nil {
		panic(err)
	}
	return sample(parsed, rnd)
}

// TestPositionsOfPlanted writes secrets between all kinds of text and demands
// each of them, in order, at the place where plain search finds it.
func TestPositionsOfPlanted(t *testing.T) {
	t.Parallel()
	filler := []string{"", " ", "\n", "\n\n", "name: value\n", "größe = \"3 µm\"\n", "日本語 ", "\t# remark\n", "{{ .Values.x }}\n", strings.Repeat("long ", 400), "\"", "'", strings.Repeat("=", 1100) + " "}
	for run := range 300 {
		rnd := rand.New(rand.NewPCG(uint64(run), 5))
		var b strings.Builder
		secrets := map[string]string{}
		for range 1 + rnd.IntN(6) {
			rule := slices.Sorted(maps.Keys(planted))[rnd.IntN(len(planted))]
			secret := plant(rule, rnd)
			secrets[secret] = rule
			b.WriteString(secret + []string{" ", "\n", "\"", "' "}[rnd.IntN(4)] + filler[rnd.IntN(len(filler))])
		}
		text := filler[rnd.IntN(len(filler))] + b.String()
		if rnd.IntN(2) == 0 {
			text = strings.TrimRight(text, " \n\"'")
		}
		if rnd.IntN(2) == 0 {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		tree := source.New("repo", map[string][]byte{"a.txt": []byte(text)})
		if run%20 == 0 {
			tree = withMark(t, text)
		}
		if diff := cmp.Diff(places(text, secrets), found(t, tree)); diff != "" {
			t.Fatalf("run %d (-want +got):\n%s\nin %q", run, diff, text)
		}
	}
}

// places is where plain search finds secrets.
func places(text string, secrets map[string]string) []string {
	type place struct {
		from int
		told string
	}
	var all []place
	for secret, rule := range secrets {
		if strings.Contains(text, "\r\n") {
			secret = strings.ReplaceAll(secret, "\n", "\r\n")
		}
		from := strings.Index(text, secret)
		all = append(all, place{from, rule + " " + position(text, from) + "-" + position(text, from+len(secret))})
	}
	slices.SortFunc(all, func(a, b place) int { return a.from - b.from })
	var told []string
	for _, p := range all {
		told = append(told, p.told)
	}
	return told
}

func position(text string, offset int) string {
	return fmt.Sprintf("%d:%d", strings.Count(text[:offset], "\n")+1, offset-strings.LastIndexByte(text[:offset], '\n'))
}

// withMark is a tree of one file, the text behind a byte order mark.
func withMark(t *testing.T, text string) *source.Tree {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), append([]byte("\xef\xbb\xbf"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	tree, err := source.Open(t.Context(), "repo", dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func found(t *testing.T, tree *source.Tree) []string {
	var told []string
	for _, m := range Search(t.Context(), tree).Marks {
		if m.Kind == facts.MarkCredential {
			told = append(told, fmt.Sprintf("%s %d:%d-%d:%d", m.Detector, m.At.Line, m.At.Col, m.At.EndLine, m.At.EndCol))
		}
	}
	return told
}

// TestPositionsOfEncoded demands that what is found in an encoded text is told
// where that stands.
func TestPositionsOfEncoded(t *testing.T) {
	t.Parallel()
	token := plant("github-pat", rand.New(rand.NewPCG(1, 1)))
	key := plant("private-key", rand.New(rand.NewPCG(1, 2)))
	script := "#!/bin/sh\nexport PORT=8080 TOKEN=" + token + "\n# end of the file\n"
	umlauts := base64.StdEncoding.EncodeToString([]byte("größe: 3\n" + script))
	for name, c := range map[string]struct{ text, encoded string }{
		"line":      {"data:\n  token: %s\n", encode64(token)},
		"script":    {"write_files:\n- encoding: b64\n  content: %s", encode64(script)},
		"key":       {`{"é": "%s"}`, encode64(key)},
		"twice":     {"x: 1\r\ny: %s\r\n", encode64("a: " + encode64(script))},
		"percent":   {"https://host/?q=%s&r=1", eachByte(token, "%%%02x")},
		"umlauts":   {"- %s\n- other\n", umlauts},
		"neighbour": {"b25lIHRleHQgd2l0aG91dA==\n%s\nYW5vdGhlciBvbmUgd2l0aG91dA==\n", encode64(token)},
	} {
		text := fmt.Sprintf(c.text, c.encoded)
		at := strings.Index(text, c.encoded)
		var outside int
		for _, place := range marksOf(text) {
			if from := offsetOf(text, place.Line, place.Col); from < at || offsetOf(text, place.EndLine, place.EndCol) > at+len(c.encoded) {
				outside++
			}
		}
		if n := len(marksOf(text)); n != 1 || outside > 0 {
			t.Errorf("%s: %d marks, %d of them outside of the encoded text", name, n, outside)
		}
	}
}

// TestPositionsInWrapped demands the very line of base64 that goes on over
// lines, even where a secret begins in one and ends in the next.
func TestPositionsInWrapped(t *testing.T) {
	t.Parallel()
	for run := range 100 {
		rnd := rand.New(rand.NewPCG(uint64(run), 6))
		token := plant("github-pat", rnd)
		plain := strings.Repeat("a line of some file\n", rnd.IntN(9)) + "TOKEN=" + token + "\n" + strings.Repeat("another line of it\n", rnd.IntN(9))
		width := 40 + 4*rnd.IntN(10)
		lines := slices.Collect(func(yield func(string) bool) {
			for chunk := range slices.Chunk([]byte(encode64(plain)), width) {
				if !yield("    " + string(chunk) + "\n") {
					return
				}
			}
		})
		text := "content: |\n" + strings.Join(lines, "") + "next: 1\n"
		marks := marksOf(text)
		if len(marks) != 1 {
			t.Fatalf("run %d: %d marks in\n%s", run, len(marks), text)
		}
		covered := text[offsetOf(text, marks[0].Line, marks[0].Col):offsetOf(text, marks[0].EndLine, marks[0].EndCol)]
		part := bytes.Join(bytes.Fields([]byte(covered)), nil)
		got, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(string(part), "="))
		if err != nil || !bytes.Contains(got, []byte(token)) || len(got) > len(token)+4 {
			t.Errorf("run %d: the marked text is not that of the secret", run)
		}
	}
}

func marksOf(text string) []facts.Pos {
	tree := source.New("repo", map[string][]byte{"a.txt": []byte(text)})
	var all []facts.Pos
	for _, m := range SearchFile(tree.Files[0]).Marks {
		if m.Kind == facts.MarkCredential {
			all = append(all, m.At)
		}
	}
	return all
}

func offsetOf(text string, line, col int) int {
	at := 0
	for range line - 1 {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	return at + col - 1
}
