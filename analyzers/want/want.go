// Package want compares what front ends say about a fixture with what the
// fixture's own comments expect, in the manner of go/analysis.
//
// A comment that starts with # or // at the end of a line, "want" and then one
// or more expectations, demands facts at that line; "nowant" forbids them:
//
//	name: blog-db # want def:secret:c/web/blog-db;kind=manifest
//	key: token    # want ref:.*->secret:c/web/blog-db#token;rel=consumes
//	secretKey: x  # nowant ref:.*
//
// An expectation is a regular expression without spaces. It must match a fact's
// spelling from its start up to the end or a ";" (of a mark: or the "@"):
//
//	def:SYMBOL;kind=KIND;keys=STATE[A,B];TRAIT...
//	ref:FROM->TO;rel=RELATION;weak;unknown=REASON-WITH-DASHES
//	mark:KIND@ON;detector=NAME
//	problem:CODE
//
// Each expectation uses up one fact. Where a line can hold no comment, a line
// of the archive's own comment says the same: "FILE:LINE want EXPECTATION".
package want

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// expectation is one demand of a fixture.
type expectation struct {
	file   string
	line   int
	text   string
	re     *regexp.Regexp
	absent bool
}

// Fixture is a repository in an archive, with its expectations.
type Fixture struct {
	Tree   *source.Tree
	Header string // the archive's comment
	wants  []expectation
}

// Read parses a txtar archive into a repository of the given name. It fails
// where an expectation is no regular expression.
func Read(repo string, archive []byte) (*Fixture, error) {
	ar := txtar.Parse(archive)
	texts := map[string][]byte{}
	f := &Fixture{Header: string(ar.Comment)}
	for _, file := range ar.Files {
		texts[file.Name] = file.Data
		for i, line := range bytes.Split(file.Data, []byte("\n")) {
			if err := f.parse(file.Name, i+1, comment.FindSubmatch(line)); err != nil {
				return nil, err
			}
		}
	}
	for _, line := range bytes.Split(ar.Comment, []byte("\n")) {
		m := elsewhere.FindSubmatch(line)
		if m == nil {
			continue
		}
		number, _ := strconv.Atoi(string(m[2]))
		if err := f.parse(string(m[1]), number, m[2:]); err != nil {
			return nil, err
		}
	}
	f.Tree = source.New(repo, texts)
	return f, nil
}

var (
	comment   = regexp.MustCompile(`(?:#|//)\s*(want|nowant)\s+(.*?)\s*$`)
	elsewhere = regexp.MustCompile(`^(\S+):(\d+) (want|nowant) (.*?)\s*$`)
)

// parse adds the expectations of one comment, given as a match whose second
// and third elements are the verb and the list.
func (f *Fixture) parse(file string, line int, m [][]byte) error {
	if m == nil {
		return nil
	}
	for _, text := range strings.Fields(string(m[2])) {
		re, err := regexp.Compile("^(?:" + text + ")(?:[;@]|$)")
		if err != nil {
			return fmt.Errorf("read expectation at %s:%d: %w", file, line, err)
		}
		f.wants = append(f.wants, expectation{file, line, text, re, string(m[1]) == "nowant"})
	}
	return nil
}

// Positive counts the expectations that demand something.
func (f *Fixture) Positive() int {
	n := 0
	for _, w := range f.wants {
		if !w.absent {
			n++
		}
	}
	return n
}

// Check compares the facts with the expectations and answers one sentence for
// each that is not met.
func (f *Fixture) Check(defs []facts.Def, refs []facts.Ref, marks []facts.Mark, problems []facts.Problem) []string {
	found := map[string][]string{}
	add := func(at facts.Pos, text string) {
		place := fmt.Sprintf("%s:%d", at.File, at.Line)
		found[place] = append(found[place], text)
	}
	for _, d := range defs {
		add(d.At, SpellDef(d))
	}
	for _, r := range refs {
		add(r.At, SpellRef(r))
	}
	for _, m := range marks {
		add(m.At, fmt.Sprintf("mark:%s@%s;detector=%s", m.Kind, m.On, m.Detector))
	}
	for _, p := range problems {
		add(p.At, "problem:"+string(p.Code))
	}
	var failures []string
	for _, w := range f.wants {
		place := fmt.Sprintf("%s:%d", w.file, w.line)
		i := slices.IndexFunc(found[place], w.re.MatchString)
		switch {
		case i >= 0 && w.absent:
			failures = append(failures, fmt.Sprintf("%s: unwanted %s", place, found[place][i]))
		case i < 0 && !w.absent:
			slices.Sort(found[place])
			failures = append(failures, fmt.Sprintf("%s: nothing matches %s; there is\n\t%s", place, w.text, strings.Join(found[place], "\n\t")))
		case i >= 0:
			found[place] = slices.Delete(found[place], i, i+1)
		}
	}
	return failures
}

// SpellDef writes a definition as expectations match it.
func SpellDef(d facts.Def) string {
	t := d.Traits
	var traits strings.Builder
	for _, trait := range []struct {
		on   bool
		name string
	}{
		{t.Possible, "possible"}, {t.Unlisted, "unlisted"}, {t.Encrypted, "encrypted"}, {t.Ground, "ground"}, {t.Suspended, "suspended"},
		{t.Waits, "waits"}, {t.Listed, "listed"}, {t.Path, "path"}, {t.External, "external"}, {t.Sensitive, "sensitive"}, {t.Persisted, "persisted"}, {t.HasDefault, "default"},
		{t.Ownership != "", string(t.Ownership)}, {t.KVVersion != 0, fmt.Sprintf("kv%d", t.KVVersion)},
		{t.Guarded, "guarded"}, {t.CallsBack, "calls-back"}, {t.Rotation != "", "rotates-" + string(t.Rotation)},
	} {
		if trait.on {
			traits.WriteString(";" + trait.name)
		}
	}
	return fmt.Sprintf("def:%s;kind=%s;keys=%s[%s]%s", d.Symbol, d.Kind, d.Keys.State, strings.Join(d.Keys.Names, ","), traits.String())
}

// SpellRef writes a reference as expectations match it.
func SpellRef(r facts.Ref) string {
	text := fmt.Sprintf("ref:%s->%s;rel=%s", r.From, r.To, r.Rel)
	if r.Weak {
		text += ";weak"
	}
	if r.Unknown != "" {
		text += ";unknown=" + strings.ReplaceAll(string(r.Unknown), " ", "-")
	}
	return text
}
