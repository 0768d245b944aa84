package baseline

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"runtime"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/rules"
)

// Content returns the text of a literal that a finding points at; false where it
// is not at hand.
type Content func(rules.Finding) ([]byte, bool)

// reason is why a known finding does not count.
const reason = "recorded in the baseline"

// Of lists the entries of findings, by index. Those that do not count have the
// zero entry.
func Of(found []rules.Finding, content Content) []Entry {
	return entries(found, content, func(Entry) bool { return true })
}

// Use is a baseline applied to the findings of a run.
type Use struct {
	*Baseline
	At      facts.Pos // the file: its repository and path
	Content Content
	Judged  func(Entry) bool // the place of an entry was looked at
	History bool             // the findings are of a history
}

// Known marks the findings that the baseline has as suppressed and says which
// entries were met. Digests are made only where an entry could match.
func (u *Use) Known(found []rules.Finding) []rules.Recorded {
	places := map[Entry]bool{}
	for e := range u.lines {
		places[e.place()] = true
	}
	met := map[Entry]bool{}
	for i, e := range entries(found, u.Content, func(e Entry) bool { return places[e] }) {
		if u.History && !u.Has(e) {
			e = e.past()
		}
		if u.Has(e) {
			met[e] = true
			found[i].Suppressed = &rules.Suppression{Reason: reason, At: u.at(e), Tool: "baseline"}
		}
	}
	var all []rules.Recorded
	for _, e := range u.Entries() {
		all = append(all, rules.Recorded{Rule: e.Rule, At: u.at(e), Used: met[e], Judged: u.Judged(e)})
	}
	return all
}

// at is the line of an entry.
func (u *Use) at(e Entry) facts.Pos {
	at := u.At
	at.Line, at.Col, at.EndLine, at.EndCol = u.lines[e], 1, u.lines[e], 2
	return at
}

// entries makes the entries of the findings at wanted places.
func entries(found []rules.Finding, content Content, wanted func(Entry) bool) []Entry {
	all := make([]Entry, len(found))
	digests := newDigester()
	for i, f := range found {
		place := placeOf(f)
		if f.Suppressed != nil || !wanted(place) {
			continue
		}
		all[i] = place
		if text, ok := content(f); f.Masked && ok {
			digests.ask(&all[i].Content, place, text)
		}
	}
	digests.wait()
	seen := map[Entry]int{}
	for i, e := range all {
		if e.Rule == "" {
			continue
		}
		if seen[e]++; seen[e] > 1 {
			all[i].N = seen[e]
		}
	}
	return all
}

// placeOf is where a finding is known by. Which cluster a manifest belongs to is
// often concluded from other files, so that it says nothing of this one.
func placeOf(f rules.Finding) Entry {
	return Entry{Rule: f.Rule, Repo: f.At.Repo, File: f.At.File, Symbol: string(f.Symbol.InCluster(facts.AnyCluster))}
}

// digestLength is the length of a digest in letters of base64: 48 bits, which
// tell the few values of one place apart, and less than the ten letters from
// which on scanners take a word for a key.
const digestLength = 8

// digest is what a baseline says of a text at a place.
func digest(place Entry, text []byte) string {
	salt := strings.Join([]string{place.Rule, place.Repo, place.File, place.Symbol}, "|")
	sum, err := pbkdf2.Key(sha256.New, string(text), []byte(salt), iterations, digestLength*6/8)
	if err != nil {
		return "" // cannot be: the parameters are constant
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// digester makes digests in parallel.
type digester struct {
	slots chan struct{}
	tasks sync.WaitGroup
}

func newDigester() *digester { return &digester{slots: make(chan struct{}, runtime.GOMAXPROCS(0))} }

// ask has a digest written to a place that nobody reads before wait returns.
func (d *digester) ask(into *string, place Entry, text []byte) {
	d.slots <- struct{}{}
	d.tasks.Go(func() {
		*into = digest(place, text)
		<-d.slots
	})
}

func (d *digester) wait() { d.tasks.Wait() }
