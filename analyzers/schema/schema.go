// Package schema knows which fields the kinds on the way of a secret have, and
// says where an object does not have the shape of its kind.
//
// The knowledge is a table for each operator, written by go generate from its
// custom resource definitions in several versions together: a field is known if
// any of them has it, and required if all of them demand it. The tables of
// Kubernetes' own kinds and of operators whose definitions are not at hand are
// written by hand and say where they stop. A table is read when a kind of it is
// first met.
//
// What a table leaves open is never judged, nor is text that something fills in
// later. Whether a field unknown here is unknown to the cluster as well depends
// on the version that runs there; VintageOf compares.
package schema

//go:generate go run testdata/generate/main.go

import (
	"bufio"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
)

//go:embed tables/*.txt
var files embed.FS

// kubernetes is a table in two files.
const kubernetes = "kubernetes pod"

// book names the files of the table of each API group.
var book = map[string]string{
	"": kubernetes, "apps": kubernetes, "batch": kubernetes, "networking.k8s.io": kubernetes,
	"external-secrets.io": "external-secrets", "generators.external-secrets.io": "external-secrets",
	"secrets.hashicorp.com": "vault-secrets-operator", "secrets.infisical.com": "infisical", "cert-manager.io": "cert-manager",
	"kustomize.toolkit.fluxcd.io": "flux-kustomize", "helm.toolkit.fluxcd.io": "flux-helm", "source.toolkit.fluxcd.io": "flux-source",
	"bitnami.com": "sealed-secrets", "postgresql.cnpg.io": "cloudnative-pg", "postgres-operator.crunchydata.com": "crunchy",
}

// shape is what a field may hold.
type shape struct {
	what     byte // s i n b x (number or text) * (anything), or ( for named fields, [ or { around elem
	elem     *shape
	fields   map[string]*shape
	required []string
	enum     []string
	open     bool // more fields may exist
}

// tables are read once each, when first asked for.
var tables = func() map[string]func() map[string]*shape {
	all := map[string]func() map[string]*shape{}
	for _, name := range book {
		all[name] = sync.OnceValue(func() map[string]*shape {
			var b strings.Builder
			for file := range strings.FieldsSeq(name) {
				text, _ := files.ReadFile("tables/" + file + ".txt")
				b.Write(text)
			}
			return read(b.String())
		})
	}
	return all
}()

// shapeOf is the shape of a kind, or nil where it is not known.
func shapeOf(group, version, kind string) *shape {
	table := tables[book[group]]
	if _, known := book[group]; !known || table == nil {
		return nil
	}
	apiVersion := version
	if group != "" {
		apiVersion = group + "/" + version
	}
	return table()[apiVersion+" "+kind]
}

// reader turns the text of a table into shapes.
type reader struct {
	structs map[string]*shape
	kinds   map[string]*shape
}

// read understands three sorts of lines, the first two without indentation:
//
//	kind GROUP/VERSION KIND STRUCT
//	struct NAME [open]
//	 FIELD[!] TYPE [A|B|C]
//
// A TYPE is a letter, "*", or the name of a struct, after any number of "[]"
// and "{}".
func read(text string) map[string]*shape {
	r := &reader{structs: map[string]*shape{}, kinds: map[string]*shape{}}
	var current *shape
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 0 || words[0][0] == '#':
		case words[0] == "kind" && len(words) == 4 && lines.Text()[0] == 'k':
			r.kinds[words[1]+" "+words[2]] = r.named(words[3])
		case words[0] == "struct" && lines.Text()[0] == 's':
			current = r.named(words[1])
			current.open = len(words) > 2
		case current != nil && len(words) > 1:
			r.field(current, words)
		}
	}
	return r.kinds
}

func (r *reader) named(name string) *shape {
	s := r.structs[name]
	if s == nil {
		s = &shape{what: '(', fields: map[string]*shape{}}
		r.structs[name] = s
	}
	return s
}

func (r *reader) field(in *shape, words []string) {
	name, required := strings.CutSuffix(words[0], "!")
	if required {
		in.required = append(in.required, name)
	}
	s := r.typed(words[1])
	if len(words) > 2 {
		s.enum = strings.Split(words[2], "|")
	}
	in.fields[name] = s
}

func (r *reader) typed(text string) *shape {
	switch {
	case strings.HasPrefix(text, "[]"), strings.HasPrefix(text, "{}"):
		return &shape{what: text[0], elem: r.typed(text[2:])}
	case len(text) == 1 && strings.Contains("sinbx*", text):
		return &shape{what: text[0]}
	}
	return r.named(text)
}

// VintageOf compares a version of the operator behind an API group.
func VintageOf(group string, version Version) facts.Vintage {
	newest, known := newestRead()[book[group]]
	switch {
	case !known || version == (Version{}):
		return ""
	case newest.Before(version):
		return facts.VintageNewer
	}
	return facts.VintageRead
}

// newestRead are the last versions that the headers of the generated tables
// name.
var newestRead = sync.OnceValue(func() map[string]Version {
	found := map[string]Version{}
	for _, name := range book {
		text, _ := files.ReadFile("tables/" + name + ".txt")
		for line := range strings.Lines(string(text[:min(len(text), 600)])) {
			words := strings.Fields(line)
			if len(words) < 3 || words[0] != "#" {
				continue
			}
			if v, ok := ParseVersion(words[len(words)-1]); ok && strings.HasPrefix(words[len(words)-1], "v") {
				found[name] = v
			}
		}
	}
	return found
})

// Version is a release of an operator, as far as it decides about fields.
type Version struct{ Major, Minor int }

// ParseVersion reads v1.2.3, 1.2.3, 1.2, 1.2.x and ~1.2.3. A range that leaves
// the minor version open is none.
func ParseVersion(text string) (Version, bool) {
	text = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(text), "~"), "v")
	text, _, _ = strings.Cut(text, "+")
	text, _, _ = strings.Cut(text, "-")
	parts := strings.Split(text, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return Version{}, false
	}
	major, err := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err != nil || err2 != nil || major < 0 || minor < 0 {
		return Version{}, false
	}
	if len(parts) == 3 && !slices.Contains([]string{"x", "X", "*"}, parts[2]) {
		if _, err := strconv.Atoi(parts[2]); err != nil {
			return Version{}, false
		}
	}
	return Version{major, minor}, true
}

// Before reports whether a version is older than another.
func (v Version) Before(other Version) bool {
	return v.Major < other.Major || v.Major == other.Major && v.Minor < other.Minor
}

// String spells the version.
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }
