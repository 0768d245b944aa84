package baseline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/rules"
)

// secret is a finding of a literal; its text is what texts holds for its line.
func secret(rule, file, symbol string, line int) rules.Finding {
	return rules.Finding{Rule: rule, Symbol: facts.Symbol(symbol), At: facts.Pos{Repo: "r", File: file, Line: line}, Masked: true}
}

func textsOf(texts map[string]string) Content {
	return func(f rules.Finding) ([]byte, bool) {
		text, ok := texts[fmt.Sprintf("%s:%d", f.At.File, f.At.Line)]
		return []byte(text), ok
	}
}

// known runs a baseline over findings and names the places of those that are
// new, and the lines of the entries that were not met.
func known(b *Baseline, found []rules.Finding, content Content) (news, stale []string) {
	found = slices.Clone(found)
	use := Use{Baseline: b, At: facts.Pos{File: "b"}, Content: content, Judged: func(Entry) bool { return true }}
	for _, r := range use.Known(found) {
		if !r.Used {
			stale = append(stale, fmt.Sprint(r.At.Line))
		}
	}
	for _, f := range found {
		if f.Suppressed == nil {
			news = append(news, fmt.Sprintf("%s:%d", f.At.File, f.At.Line))
		}
	}
	return news, stale
}

func TestKnown(t *testing.T) {
	t.Parallel()
	reference := func(line int) rules.Finding {
		return rules.Finding{Rule: "reference/undefined-key", Symbol: "secret:c/n/a#k", At: facts.Pos{Repo: "r", File: "d.yaml", Line: line}}
	}
	before := []rules.Finding{
		secret("leak/inline-credential", "a.yaml", "file:r/a.yaml#password", 3),
		secret("leak/credential", "b.txt", "file:r/b.txt", 1), secret("leak/credential", "b.txt", "file:r/b.txt", 2),
		reference(4),
	}
	texts := map[string]string{"a.yaml:3": "first-value", "b.txt:1": "one-token", "b.txt:2": "two-token"}
	b := New(Of(before, textsOf(texts))...)
	tests := map[string]struct {
		found []rules.Finding
		texts map[string]string
		news  []string
		stale int
	}{
		"the same":            {before, texts, nil, 0},
		"moved down":          {[]rules.Finding{secret("leak/inline-credential", "a.yaml", "file:r/a.yaml#password", 30), before[1], before[2], reference(40)}, map[string]string{"a.yaml:30": "first-value", "b.txt:1": "one-token", "b.txt:2": "two-token"}, nil, 0},
		"another value":       {before, map[string]string{"a.yaml:3": "second-value", "b.txt:1": "one-token", "b.txt:2": "two-token"}, []string{"a.yaml:3"}, 1},
		"two swapped":         {before, map[string]string{"a.yaml:3": "first-value", "b.txt:1": "two-token", "b.txt:2": "one-token"}, nil, 0},
		"one of two again":    {before, map[string]string{"a.yaml:3": "first-value", "b.txt:1": "one-token", "b.txt:2": "one-token"}, []string{"b.txt:2"}, 1},
		"in another file":     {[]rules.Finding{secret("leak/credential", "c.txt", "file:r/c.txt", 1)}, map[string]string{"c.txt:1": "one-token"}, []string{"c.txt:1"}, 4},
		"a second occurrence": {[]rules.Finding{reference(4), reference(9)}, nil, []string{"d.yaml:9"}, 3},
		"text not at hand":    {before[:1], nil, []string{"a.yaml:3"}, 4},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			news, stale := known(b, tt.found, textsOf(tt.texts))
			if diff := cmp.Diff(tt.news, news); diff != "" {
				t.Errorf("new (-want +got):\n%s", diff)
			}
			if len(stale) != tt.stale {
				t.Errorf("stale entries in lines %v, want %d", stale, tt.stale)
			}
		})
	}
}

func TestSuppressedFindingsAreNotRecorded(t *testing.T) {
	t.Parallel()
	f := secret("leak/credential", "b.txt", "file:r/b.txt", 1)
	f.Suppressed = &rules.Suppression{Reason: "a test"}
	if got := Of([]rules.Finding{f}, textsOf(nil)); got[0] != (Entry{}) {
		t.Errorf("got %v", got)
	}
}

// TestEqualValuesLookDifferent keeps the file from telling that two places
// share a value, or which value it is.
func TestEqualValuesLookDifferent(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, place := range []Entry{{Rule: "a", File: "x"}, {Rule: "a", File: "y"}, {Rule: "b", File: "x"}, {Rule: "a", Repo: "x"}, {Rule: "a", File: "x", Symbol: "s"}} {
		got := digest(place, []byte("correct horse"))
		if len(got) != digestLength || seen[got] != "" {
			t.Errorf("the digest %q of %+v is that of %s", got, place, seen[got])
		}
		seen[got] = fmt.Sprintf("%+v", place)
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	const head = `{"baseline":1,"iterations":10000}` + "\n"
	a, b := `{"rule":"a/a","file":"x"}`+"\n", `{"rule":"b/b","file":"y","content":"abcdefgh","n":2}`+"\n"
	canonical := head + a + b
	tests := map[string]struct{ text, want string }{
		"canonical":               {canonical, canonical},
		"any order, repeated":     {head + b + a + b, canonical},
		"two files in one":        {head + b + head + a, canonical},
		"spaces and line endings": {head + "\r\n  " + strings.TrimSpace(b) + "\r\n" + a, canonical},
		"empty":                   {"", "line 1: is empty; it needs at least its header"},
		"no header":               {a, `line 1: the line "{\"baseline\":1,\"iterations\":10000}" is missing before this one`},
		"a conflict":              {head + a + "<<<<<<< HEAD\n" + b, "line 3: holds the mark of a merge conflict: keep the lines of both sides and delete the marks"},
		"the middle of one":       {head + "=======\n", "line 2: holds the mark of a merge conflict: keep the lines of both sides and delete the marks"},
		"a newer version":         {`{"baseline":2,"iterations":10000}`, "line 1: version 2 is not supported; this build reads version 1"},
		"costly digests":          {`{"baseline":1,"iterations":2000000000}`, "line 1: version 1 has 10000 iterations, not 2000000000"},
		"an unknown field":        {head + `{"rule":"a/a","line":3}`, "line 2: has a field that is not known here, or is of another type"},
		"another type":            {head + `{"rule":7}`, "line 2: has a field that is not known here, or is of another type"},
		"an unknown field above":  {`{"baseline":1,"iterations":10000,"x":1}`, "line 1: has a field that is not known here, or is of another type"},
		"no rule":                 {head + a + `{"file":"x"}`, "line 3: names no rule"},
		"no digest":               {head + `{"rule":"a/a","content":"hunter2"}`, "line 2: content is not a digest of 8 letters"},
		"no repetition":           {head + `{"rule":"a/a","n":1}`, "line 2: n is the number of a repetition: 2 or more"},
		"no JSON":                 {head + "password: hunter2", "line 2: is not an object in JSON"},
		"half an object":          {head + `{"rule":"a/a"`, "line 2: is not an object in JSON"},
		"more than one":           {head + `{"rule":"a/a"}{"rule":"b/b"}`, "line 2: holds more than one object"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if read, err := Decode([]byte(tt.text)); err != nil {
				got = err.Error()
			} else {
				got = string(read.Encode())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	gone, kept, absent, fresh := Entry{Rule: "a/gone"}, Entry{Rule: "a/kept"}, Entry{Rule: "a/absent"}, Entry{Rule: "a/fresh"}
	judged := func(e Entry) bool { return e != absent }
	next, dropped, added := New(gone, kept, absent).Update(map[Entry]bool{kept: true}, judged, []Entry{kept, fresh})
	if diff := cmp.Diff([]Entry{absent, fresh, kept}, next.Entries()); diff != "" || dropped != 1 || added != 1 {
		t.Errorf("%d dropped, %d added, (-want +got):\n%s", dropped, added, diff)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("{\"baseline\":1,\"iterations\":10000}\n{\"rule\":\"a/a\",\"content\":\"abcdefgh\"}\n"))
	f.Add([]byte("<<<<<<<\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := Decode(text)
		if err != nil {
			return
		}
		again, err := Decode(b.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b.Entries(), again.Entries()); diff != "" {
			t.Error(diff)
		}
	})
}
