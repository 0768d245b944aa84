// Package baseline remembers findings that are not going to be repaired today,
// so that a run tells only what is new.
//
// A baseline is a file of a repository: lines of JSON, sorted, without line
// numbers of the sources, one finding a line. Two branches that both add lines
// are merged by keeping all of them ("merge=union" of .gitattributes): the order
// of lines, repetitions and a second header mean nothing.
//
// A finding is known again by its rule, file and symbol, and a literal by its
// content besides: whatever moves stays known, and another value in the same
// place is new. Of the content the file holds a digest that is slow to compute,
// salted with the finding's own place and cut short. The plaintext stands in the
// tree beside it for as long as an entry is of use, but the file outlives it, is
// copied and is read by those who may not read the tree. It must therefore not
// be a list in which weak passwords can be looked up, nor show that two places
// share one: hence never the plain hash of a value. The salt is no secret and is
// not random, so that everybody writes the same line for the same finding.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// The format that this package reads and writes. Another number of iterations
// needs another version: a file must not decide how long a run takes.
const (
	version    = 1
	iterations = 10_000
)

// header is the first line of a file, and of every file merged into it.
type header struct {
	Baseline   int `json:"baseline"`
	Iterations int `json:"iterations"` // of the digests
}

// Entry is a finding as a baseline knows it.
type Entry struct {
	Rule    string `json:"rule"`
	Repo    string `json:"repo,omitempty"`
	File    string `json:"file,omitempty"`
	Symbol  string `json:"symbol,omitempty"`
	Content string `json:"content,omitempty"` // digest of a literal
	N       int    `json:"n,omitempty"`       // of several that are alike so far: the second is 2
	History bool   `json:"history,omitempty"` // only the history of the repository has it
}

func (e Entry) compare(o Entry) int {
	return cmp.Or(cmp.Compare(e.Rule, o.Rule), cmp.Compare(e.Repo, o.Repo), cmp.Compare(e.File, o.File),
		cmp.Compare(e.Symbol, o.Symbol), cmp.Compare(e.Content, o.Content), cmp.Compare(e.N, o.N), cmp.Compare(ofHistory(e), ofHistory(o)))
}

func ofHistory(e Entry) int {
	if e.History {
		return 1
	}
	return 0
}

// place is an entry without what tells the findings of one place apart.
func (e Entry) place() Entry {
	e.Content, e.N, e.History = "", 0, false
	return e
}

// past is the entry of the same finding where only the history has it.
func (e Entry) past() Entry {
	e.History = true
	return e
}

// Baseline is a set of entries and the lines they stand in.
type Baseline struct {
	lines map[Entry]int
}

// New returns a baseline of some entries, in lines as Encode writes them.
func New(entries ...Entry) *Baseline {
	b := &Baseline{lines: map[Entry]int{}}
	for _, e := range entries {
		b.lines[e] = 0
	}
	for i, e := range b.Entries() {
		b.lines[e] = i + 2
	}
	return b
}

// Entries lists the entries in the order of the file.
func (b *Baseline) Entries() []Entry { return slices.SortedFunc(maps.Keys(b.lines), Entry.compare) }

// Has reports whether an entry is in the baseline.
func (b *Baseline) Has(e Entry) bool { return b.lines[e] > 0 }

// Line is the line of an entry, counted from 1.
func (b *Baseline) Line(e Entry) int { return b.lines[e] }

// Update returns the baseline after a run: the entries that were met again, or
// could not be judged, and those added; besides, how many others it lost and
// how many are new.
func (b *Baseline) Update(met map[Entry]bool, judged func(Entry) bool, add []Entry) (next *Baseline, dropped, added int) {
	kept := slices.DeleteFunc(b.Entries(), func(e Entry) bool { return judged(e) && !met[e] })
	next = New(append(kept, add...)...)
	return next, len(b.lines) - len(kept), len(next.lines) - len(kept)
}

// OfHistory makes entries of findings in a history: of those that the tree has
// too the one of the tree is kept, if it is recorded.
func (b *Baseline) OfHistory(entries []Entry) []Entry {
	all := make([]Entry, len(entries))
	for i, e := range entries {
		if all[i] = e; !b.Has(e) {
			all[i] = e.past()
		}
	}
	return all
}

// Encode returns the canonical text of the file.
func (b *Baseline) Encode() []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(header{version, iterations}) // neither type can fail to encode
	for _, e := range b.Entries() {
		_ = enc.Encode(e)
	}
	return text.Bytes()
}

// Decode reads a file. Its errors name a line and never quote it: the file may
// be anything.
func Decode(text []byte) (*Baseline, error) {
	b := &Baseline{lines: map[Entry]int{}}
	n, headed := 0, false
	for line := range bytes.Lines(text) {
		n++
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		isHeader, err := b.add(line, n)
		if err == nil && !headed && !isHeader {
			err = fmt.Errorf("the line %q is missing before this one", headerLine())
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		headed = true
	}
	if !headed {
		return nil, errors.New("line 1: is empty; it needs at least its header")
	}
	return b, nil
}

func headerLine() string {
	text, _ := json.Marshal(header{version, iterations})
	return string(text)
}

// add reads one line.
func (b *Baseline) add(line []byte, n int) (isHeader bool, err error) {
	for _, marker := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
		if bytes.HasPrefix(line, []byte(marker)) {
			return false, errors.New("holds the mark of a merge conflict: keep the lines of both sides and delete the marks")
		}
	}
	if bytes.HasPrefix(line, []byte(`{"baseline"`)) {
		var h header
		if err := strictly(line, &h); err != nil {
			return false, err
		}
		return true, h.check()
	}
	var e Entry
	if err := strictly(line, &e); err != nil {
		return false, err
	}
	if err := e.check(); err != nil {
		return false, err
	}
	if b.lines[e] == 0 {
		b.lines[e] = n
	}
	return false, nil
}

func (h header) check() error {
	if h.Baseline != version {
		return fmt.Errorf("version %d is not supported; this build reads version %d", h.Baseline, version)
	}
	if h.Iterations != iterations {
		return fmt.Errorf("version %d has %d iterations, not %d", version, iterations, h.Iterations)
	}
	return nil
}

func (e Entry) check() error {
	switch {
	case e.Rule == "":
		return errors.New("names no rule")
	case e.Content != "" && len(e.Content) != digestLength:
		return fmt.Errorf("content is not a digest of %d letters", digestLength)
	case e.N < 0 || e.N == 1:
		return errors.New("n is the number of a repetition: 2 or more")
	}
	return nil
}

// strictly reads one JSON object that has only the fields of its type.
func strictly(line []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && !errors.Is(dec.Decode(new(json.RawMessage)), io.EOF) {
		return errors.New("holds more than one object")
	}
	if wrong := new(json.SyntaxError); errors.As(err, &wrong) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("is not an object in JSON")
	}
	if err != nil {
		return errors.New("has a field that is not known here, or is of another type")
	}
	return nil
}
