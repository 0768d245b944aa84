package analyzers_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// The labelled samples are archives in testdata/leaks, one for each format of
// files. Each directory at the top of an archive is a repository of its own.
// Labels stand in the text around what they are about and are taken out when
// it is read:
//
//	password: «+inline-credential|blue-Harvest7»   this rule must report it
//	existingSecret: «-grafana-admin»               no rule may
//	-u «+credential/inline-credential|ops:x7Kq2vZ» one of them must
//
// Text outside of labels must stay unreported too. What a scanner would take
// for a real secret is made when the text is read: «random:36», «hex:40»,
// «upper:16», «base64:text», «key:RSA» and «pem:CERTIFICATE» stand for that many letters
// and digits, for encoded text, and for the blocks of PEM.

// label says of a range of a file what a rule must do there.
type label struct {
	rules    []string // one of which must report it; none where none may
	file     string
	from, to int // bytes of the text without labels
}

// sample is a repository of an archive.
type sample struct {
	format string
	name   string
	texts  map[string]string
	labels []label
}

// leakRules are the rules that labels name, by the kind of their marks.
var leakRules = map[facts.MarkKind]string{
	facts.MarkCredential: "credential", facts.MarkPlaintextSecret: "plaintext-secret", facts.MarkInlineCredential: "inline-credential",
	facts.MarkWeakPlaceholder: "weak-placeholder", facts.MarkUnencrypted: "unencrypted-file", facts.MarkCommitted: "committed-material",
}

// readSamples reads all archives of a directory, sorted by format and name.
func readSamples(t testing.TB, dir string) []*sample {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("find samples in %s: %d archives, %v", dir, len(names), err)
	}
	var all []*sample
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		read, err := samplesOf(strings.TrimSuffix(filepath.Base(name), ".txtar"), archive)
		if err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		all = append(all, read...)
	}
	return all
}

func samplesOf(format string, archive *txtar.Archive) ([]*sample, error) {
	byName := map[string]*sample{}
	var all []*sample
	for _, file := range archive.Files {
		repo, path, found := strings.Cut(file.Name, "/")
		if !found {
			return nil, fmt.Errorf("%s: lies in no repository", file.Name)
		}
		s := byName[repo]
		if s == nil {
			s = &sample{format: format, name: repo, texts: map[string]string{}}
			byName[repo] = s
			all = append(all, s)
		}
		if _, twice := s.texts[path]; twice {
			return nil, fmt.Errorf("%s: twice", file.Name)
		}
		text, labels, err := unlabel(path, string(file.Data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name, err)
		}
		s.texts[path], s.labels = text, append(s.labels, labels...)
	}
	slices.SortFunc(all, func(a, b *sample) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

const (
	opening = "«"
	closing = "»"
)

// unlabel takes the labels out of a text and makes what it asks for.
func unlabel(file, text string) (string, []label, error) {
	l := labelReader{file: file, rest: text, random: rand.New(rand.NewPCG(uint64(len(text)), 7))}
	if err := l.read(0); err != nil {
		return "", nil, fmt.Errorf("line %d: %w", strings.Count(text[:len(text)-len(l.rest)], "\n")+1, err)
	}
	return l.out.String(), l.labels, nil
}

// labelReader copies a text without its labels.
type labelReader struct {
	file   string
	rest   string
	out    strings.Builder
	labels []label
	random *rand.Rand
}

// read copies up to the mark that closes the depth it was called for.
func (l *labelReader) read(depth int) error {
	for {
		i := strings.IndexAny(l.rest, opening+closing)
		if i < 0 {
			l.out.WriteString(l.rest)
			l.rest = ""
			if depth > 0 {
				return errors.New("a label is not closed")
			}
			return nil
		}
		l.out.WriteString(l.rest[:i])
		l.rest = l.rest[i:]
		if after, closed := strings.CutPrefix(l.rest, closing); closed {
			if depth == 0 {
				return errors.New("a label is closed that was not opened")
			}
			l.rest = after
			return nil
		}
		l.rest = strings.TrimPrefix(l.rest, opening)
		if err := l.open(depth); err != nil {
			return err
		}
	}
}

// open reads what stands behind an opening mark.
func (l *labelReader) open(depth int) error {
	switch {
	case depth > 0 && strings.ContainsAny(l.rest[:min(1, len(l.rest))], "+-"):
		return errors.New("a label stands in a label")
	case strings.HasPrefix(l.rest, "+"):
		names, rest, found := strings.Cut(l.rest[1:], "|")
		rules := strings.Split(names, "/")
		if !found || slices.ContainsFunc(rules, func(r string) bool { return !isLeakRule(r) }) {
			return errors.New("a label names no rule")
		}
		l.rest = rest
		return l.label(rules)
	case strings.HasPrefix(l.rest, "-"):
		l.rest = l.rest[1:]
		return l.label(nil)
	}
	return l.directive(depth)
}

func isLeakRule(name string) bool {
	for _, rule := range leakRules {
		if rule == name {
			return true
		}
	}
	return false
}

func (l *labelReader) label(rules []string) error {
	from := l.out.Len()
	if err := l.read(1); err != nil {
		return err
	}
	if l.out.Len() == from {
		return errors.New("a label is about nothing")
	}
	l.labels = append(l.labels, label{rules: rules, file: l.file, from: from, to: l.out.Len()})
	return nil
}

// directive writes made text. Its own text may hold directives again.
func (l *labelReader) directive(depth int) error {
	end := strings.IndexAny(l.rest, ":"+opening+closing)
	if end < 0 {
		return errors.New("a directive is not closed")
	}
	name := l.rest[:end]
	l.rest = strings.TrimPrefix(l.rest[end:], ":")
	before := l.out.String()
	l.out.Reset()
	if err := l.read(depth + 1); err != nil {
		return err
	}
	argument := l.out.String()
	l.out.Reset()
	l.out.WriteString(before)
	made, err := l.make(name, argument, indent(before))
	l.out.WriteString(made)
	return err
}

// indent is the white space at the start of the last line.
func indent(text string) string {
	line := text[strings.LastIndexByte(text, '\n')+1:]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

var letters = map[string]string{
	"random": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
	"hex":    "0123456789abcdef",
	"upper":  "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	"bech32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
	"digits": "0123456789",
}

func (l *labelReader) make(name, argument, indent string) (string, error) {
	switch name {
	case "base64":
		return base64.StdEncoding.EncodeToString([]byte(argument)), nil
	case "key":
		return l.block(strings.TrimSpace(argument+" PRIVATE KEY"), indent), nil
	case "pem":
		return l.block(argument, indent), nil
	}
	n, err := strconv.Atoi(argument)
	if letters[name] == "" || err != nil || n < 1 || n > 1<<16 {
		return "", fmt.Errorf("the directive %q is unknown or counts wrongly", name)
	}
	return l.pick(letters[name], n), nil
}

func (l *labelReader) pick(from string, n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = from[l.random.IntN(len(from))]
	}
	return string(text)
}

// block is a block of PEM with a made body.
func (l *labelReader) block(sort, indent string) string {
	lines := []string{"-----BEGIN " + sort + "-----", "MII" + l.pick(letters["random"], 61)}
	for range 5 {
		lines = append(lines, l.pick(letters["random"], 64))
	}
	lines = append(lines, l.pick(letters["random"], 30)+"==", "-----END "+sort+"-----")
	return strings.Join(lines, "\n"+indent)
}

func TestLabels(t *testing.T) {
	t.Parallel()
	text, labels, err := unlabel("f", "a: «+inline-credential|x«digits:3»»\nb: «-é»\n  c: «base64:«base64:hi»»\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := labels[0]; !slices.Equal(want.rules, []string{"inline-credential"}) || want.from != 3 || want.to != 7 || text[:4] != "a: x" {
		t.Errorf("the first label is %+v in %q", want, text)
	}
	if second := labels[1]; second.rules != nil || text[second.from:second.to] != "é" || len(labels) != 2 {
		t.Errorf("the second label is %+v", second)
	}
	if !strings.HasSuffix(text, "  c: YUdrPQ==\n") {
		t.Errorf("the nested directive made %q", text)
	}
	again, _, err := unlabel("f", "a: «+inline-credential|x«digits:3»»\nb: «-é»\n  c: «base64:«base64:hi»»\n")
	if err != nil || again != text {
		t.Error("a text is not the same twice")
	}
	blocks, _, err := unlabel("f", "k: |\n  «key:RSA»\n")
	if err != nil || !strings.Contains(blocks, "\n  -----END RSA PRIVATE KEY-----\n") {
		t.Errorf("the block is not indented: %v", err)
	}
}

func TestBadLabels(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"«+inline-credential|x", "x»", "«+inline-credential»", "«+no-such-rule|x»", "«+credential/other|x»", "«-»", "«+weak-placeholder|»", "«-a«-b»»", "«-a«+credential|b»»",
		"«random:»", "«random:0»", "«random:x»", "«nothing:1»", "«random", "«", "«base64:«-x»»", "x»«-y»",
	} {
		if got, _, err := unlabel("f", text); err == nil {
			t.Errorf("%q is accepted as %q", text, got)
		}
	}
	for _, name := range []string{"-- a.yaml --\nx\n", "-- a/b.yaml --\nx\n-- a/b.yaml --\ny\n", "-- a/b.yaml --\n«-\n"} {
		if _, err := samplesOf("f", txtar.Parse([]byte(name))); err == nil {
			t.Errorf("the archive %q is accepted", name)
		}
	}
}
