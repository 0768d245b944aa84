package mutate

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Leaks are the ways to write a secret into a repository, and beside each the
// same way with what is no secret. They need nothing but texts: each way is an
// expression of what it replaces, or a file that it adds.
func Leaks() []Operator {
	var list []Operator
	for _, p := range plants {
		list = append(list, Operator{Name: "leak " + p.what, mutants: p.leak})
	}
	for _, p := range plants {
		list = append(list, Operator{Name: "leak nothing " + p.what, Harmless: true, mutants: p.spare})
	}
	return list
}

// plant is one way to write a value into a repository.
type plant struct {
	what  string   // in words
	files string   // expression of the paths of the files it changes; none for one that adds a file
	holds string   // expression of what these files hold; none for any
	lacks string   // expression of what they do not hold; none for nothing
	at    string   // expression of what it replaces; a group "name" is the field's name
	add   string   // file that it adds to directories
	texts []string // what it writes: groups are as in Regexp.Expand, marked is the value
	leaks []value  // secrets that it writes; none means passwords
	clean []value  // what it may write; none means all that is no secret anywhere
	but   []string // sorts of values that are taken for secrets there, and rightly
	plain bool     // the place knows no quotes: no special characters
	whole bool     // it is told for the file, in any line
	rules []string // that may tell it
}

// The marks of the value in a text: as it is, and as base64.
const (
	marked  = "VALUE"
	encoded = "BASE64"
)

// shown are paths whose files show, test or explain, and of templates, which
// are texts of another kind.
var shown = regexp.MustCompile(`(?i)(?:^|/)(?:examples?|samples?|tests?|testdata|docs?|e2e|fixtures|contrib|templates)/|example|sample|\.tmpl\.|\.github/|(?:^|/)gotk-components\.yaml$`)

// slot is a place for a value.
type slot struct {
	file   string
	before string // all text of the file up to what is written
	text   string // what is written
	after  string
	name   string // of the field that holds the value
}

func (p plant) leak(e *Estate) []Mutant {
	return p.mutants(e, orElse(p.leaks, passwords), func(v value, name string) bool {
		return p.leaks != nil || suits(v, name)
	})
}

func (p plant) spare(e *Estate) []Mutant {
	return p.mutants(e, orElse(p.clean, harmlessValues), func(v value, _ string) bool { return true })
}

func orElse(list, other []value) []value {
	if list == nil {
		return other
	}
	return list
}

func (p plant) mutants(e *Estate, values []value, suit func(value, string) bool) []Mutant {
	var list []Mutant
	for _, s := range p.slots(e) {
		for _, v := range values {
			if suit(v, s.name) && !(p.plain && v.special) && !slices.Contains(p.but, v.sort) {
				list = append(list, p.fill(e, s, v))
			}
		}
	}
	return list
}

// fill writes a value into a slot. Equal slots get equal values.
func (p plant) fill(e *Estate, s slot, v value) Mutant {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d %s %s", s.file, len(s.before), s.text, v.sort)
	word := v.make(rand.New(rand.NewPCG(h.Sum64(), 0)))
	mark := max(strings.Index(s.text, marked), strings.Index(s.text, encoded))
	line := strings.Count(s.before+s.text[:mark], "\n") + 1
	text := strings.NewReplacer(marked, word, encoded, base64.StdEncoding.EncodeToString([]byte(word))).Replace(s.text)
	m := Mutant{
		At: facts.Pos{Repo: e.Tree.Repo, File: s.file, Line: line, Col: 1}, What: s.name + " is " + v.sort + ": " + word,
		Texts: one(s.file, []byte(s.before+text+s.after)), Sort: v.sort, Rules: p.rules, order: h.Sum64(),
		Places: []Place{{File: s.file, From: line, To: line + strings.Count(word, "\n"), Name: s.name}},
	}
	if p.whole {
		m.Places = []Place{{File: s.file}}
	}
	return m
}

// slots are the places for a value in this way.
func (p plant) slots(e *Estate) []slot {
	if p.add != "" {
		return p.added(e)
	}
	files, holds, at := regexp.MustCompile(p.files), regexp.MustCompile(p.holds), regexp.MustCompile(p.at)
	var list []slot
	for _, f := range e.Tree.Files {
		text, err := f.Text()
		if err != nil || !files.MatchString(f.Path) || shown.MatchString(f.Path) || !holds.Match(text) || p.lacks != "" && regexp.MustCompile(p.lacks).Match(text) {
			continue
		}
		for _, m := range at.FindAllSubmatchIndex(text, mostSlots) {
			for _, template := range p.texts {
				s := slot{file: f.Path, before: string(text[:m[0]]), after: string(text[m[1]:])}
				s.text = string(at.Expand(nil, []byte(template), text, m))
				if s.name = fieldOf(s.text); at.SubexpIndex("name") > 0 {
					i := at.SubexpIndex("name")
					s.name = string(text[m[2*i]:m[2*i+1]])
				}
				list = append(list, s)
			}
		}
	}
	return list
}

// mostSlots bounds the places in one file.
const mostSlots = 30

// added are files that are not there yet, one in each directory.
func (p plant) added(e *Estate) []slot {
	var list []slot
	seen := map[string]bool{}
	for _, f := range e.Tree.Files {
		name := path.Join(path.Dir(f.Path), p.add)
		if seen[name] || shown.MatchString(name) || e.Tree.File(name) != nil {
			continue
		}
		seen[name] = true
		for _, text := range p.texts {
			list = append(list, slot{file: name, text: text, name: fieldOf(text)})
		}
	}
	slices.SortFunc(list, func(a, b slot) int { return cmp.Compare(a.file, b.file) })
	return list
}

// lastWord matches the name before a value.
var lastWord = regexp.MustCompile(`([A-Za-z][\w.-]*)[^\w\n]*(?:VALUE|BASE64)`)

func fieldOf(text string) string {
	if m := lastWord.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// The names of fields that hold passwords, which people choose, and tokens,
// which machines make.
var (
	passwordField = regexp.MustCompile(`(?i)(?:password|passwd|passphrase|[-_]pass|^pass)$`)
	tokenField    = regexp.MustCompile(`(?i)(?:[a-z][-_]?token|(?:client|cookie|shared|signing|app|jwt)[-_]?secret|api[-_]?key|secret[-_]?(?:access[-_]?)?key|encryption[-_]?key)$`)
)

// suits reports whether a field of that name may hold such a value.
func suits(v value, name string) bool {
	return passwordField.MatchString(name) || !v.human && tokenField.MatchString(name)
}

// value is a sort of text.
type value struct {
	sort    string
	human   bool // chosen by a person
	special bool // needs quotes where others do not
	make    func(*rand.Rand) string
}

// The letters of generated values.
const (
	lower     = "abcdefghijklmnopqrstuvwxyz"
	upper     = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits    = "0123456789"
	alnum     = lower + upper + digits
	hexDigits = digits + "abcdef"
	marks     = "!@#$%^&*()-_=+?.,:~"
)

// some are n letters of an alphabet.
func some(r *rand.Rand, n int, of string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = of[r.IntN(len(of))]
	}
	return string(b)
}

// bytesOf are n bytes as base64.
func bytesOf(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.UintN(256))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func wordsOf(r *rand.Rand, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = dictionary[r.IntN(len(dictionary))]
	}
	return list
}

// pem is a block of PEM with random content.
func pem(r *rand.Rand, label string, lines int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "-----BEGIN %s-----\n", label)
	for range lines {
		fmt.Fprintln(&b, bytesOf(r, 48))
	}
	fmt.Fprintf(&b, "-----END %s-----\n", label)
	return b.String()
}
