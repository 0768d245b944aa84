package mutate

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// harmless are the changes that mean nothing.
var harmless = []Operator{
	{Name: "add a comment above a field", Harmless: true, mutants: addLines("# a word on this")},
	{Name: "add a blank line above a field", Harmless: true, mutants: addLines("")},
	{Name: "add a comment after a value", Harmless: true, mutants: commentValues},
	{Name: "quote a scalar", Harmless: true, mutants: quoteScalars},
	{Name: "end lines with a carriage return", Harmless: true, mutants: returnCarriages},
	{Name: "swap two entries of a listing", Harmless: true, mutants: swapListings},
	{Name: "swap two entries of a list", Harmless: true, mutants: swapItems},
	{Name: "rename at both ends", Harmless: true, mutants: renameBothEnds},
	{Name: "read an optional Secret that is nowhere", Harmless: true, mutants: readOptional},
	{Name: "add an unrelated object", Harmless: true, mutants: addObject},
	{Name: "add a listed file", Harmless: true, mutants: addFile},
	{Name: "move a document to another listed file", Harmless: true, mutants: moveToFile},
	{Name: "add an annotation", Harmless: true, mutants: annotate},
}

// field is an entry of a block mapping that starts a line.
type field struct {
	file string
	at   facts.Pos
	key  *manifest.Node
	node *manifest.Node
}

// fields are the entries of all mappings of live documents that start a line.
func (e *Estate) fields() []field {
	var list []field
	for _, o := range e.documents() {
		lines := strings.Split(string(e.text(o.File)), "\n")
		var walk func(n *manifest.Node)
		walk = func(n *manifest.Node) {
			for _, item := range manifest.Items(n) {
				walk(item)
			}
			for _, f := range manifest.Fields(n) {
				pos := o.At(f.Key)
				if pos.File == o.File && pos.Line > 0 && pos.Line <= len(lines) && indent(lines[pos.Line-1]) == pos.Col-1 {
					list = append(list, field{o.File, pos, f.Key, f.Value})
				}
				walk(f.Value)
			}
		}
		walk(o.Root)
	}
	return list
}

// addLines puts a line above each field, as deep as it.
func addLines(text string) func(*Estate) []Mutant {
	return func(e *Estate) []Mutant {
		var list []Mutant
		for _, f := range e.fields() {
			body := e.text(f.file)
			start := lineStart(body, f.at.Line)
			line := strings.TrimRight(strings.Repeat(" ", f.at.Col-1)+text, " ") + "\n"
			list = append(list, Mutant{At: f.at, What: "a line above " + f.key.Value, Texts: one(f.file, splice(body, start, start, line))})
		}
		return list
	}
}

// plainValue is a plain scalar that ends its line, after a field.
var plainValue = regexp.MustCompile(`^( *(?:- )*[\w./-]+: +)([A-Za-z][\w./-]*)[ \t]*$`)

// plainValues are the lines of live documents that hold a field and a plain
// value, and nothing of a block scalar.
func (e *Estate) plainValues(change func(before, value string) string) []Mutant {
	var list []Mutant
	for _, f := range e.fields() {
		body := e.text(f.file)
		start := lineStart(body, f.at.Line)
		line, _, _ := strings.Cut(string(body[start:]), "\n")
		m := plainValue.FindStringSubmatch(line)
		if m == nil || !slices.Contains([]string{"", "!!str"}, f.node.Tag) || f.node.Value != m[2] {
			continue
		}
		by := change(m[1], m[2])
		list = append(list, Mutant{At: f.at, What: by, Texts: one(f.file, splice(body, start, start+len(line), by))})
	}
	return list
}

func commentValues(e *Estate) []Mutant {
	return e.plainValues(func(before, value string) string { return before + value + " # and here" })
}

func quoteScalars(e *Estate) []Mutant {
	return e.plainValues(func(before, value string) string { return before + `"` + value + `"` })
}

func returnCarriages(e *Estate) []Mutant {
	var list []Mutant
	seen := map[string]bool{}
	for _, o := range e.documents() {
		if text := e.text(o.File); !seen[o.File] && !bytes.Contains(text, []byte("\r")) {
			seen[o.File] = true
			list = append(list, Mutant{At: o.At(o.Root), What: "CRLF", Texts: one(o.File, bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")))})
		}
	}
	return list
}

func swapListings(e *Estate) []Mutant {
	var list []Mutant
	all := e.listings("resources")
	for i := range all[:max(len(all)-1, 0)] {
		a, b := all[i], all[i+1]
		if a.file == b.file && b.at.Line == a.at.Line+1 {
			list = append(list, e.swapped(a.at, a.at.Line, b.at.Line, b.at.Line+1))
		}
	}
	return list
}

// swapped exchanges two ranges of lines that follow each other.
func (e *Estate) swapped(pos facts.Pos, first, second, end int) Mutant {
	lines := bytes.SplitAfter(e.text(pos.File), []byte("\n"))
	end = min(end, len(lines)+1)
	last := len(lines[end-2])
	if last == 0 || lines[end-2][last-1] != '\n' {
		lines[end-2] = append(slices.Clone(lines[end-2]), '\n')
	}
	text := slices.Concat(bytes.Join(lines[:first-1], nil), bytes.Join(lines[second-1:end-1], nil),
		bytes.Join(lines[first-1:second-1], nil), bytes.Join(lines[end-1:], nil))
	return Mutant{At: pos, What: "swapped with the next", Texts: one(pos.File, text)}
}

// swapItems exchanges neighbours in lists whose order means nothing.
func swapItems(e *Estate) []Mutant {
	var list []Mutant
	for _, f := range e.fields() {
		if !slices.Contains([]string{"dependsOn", "data", "imagePullSecrets", "volumes", "volumeMounts", "substituteFrom", "healthChecks"}, f.key.Value) {
			continue
		}
		items := manifest.Items(f.node)
		text := e.text(f.file)
		for i := range items[:max(len(items)-1, 0)] {
			a, b := items[i].Line, items[i+1].Line
			if a <= f.at.Line || b <= a {
				continue
			}
			lines := strings.Split(string(text), "\n")
			if a > len(lines) || b > len(lines) || !strings.HasPrefix(strings.TrimSpace(lines[a-1]), "- ") || !strings.HasPrefix(strings.TrimSpace(lines[b-1]), "- ") {
				continue
			}
			_, end := block(text, b)
			if from, to := block(text, a); from == a && to == b {
				list = append(list, e.swapped(facts.Pos{Repo: f.at.Repo, File: f.file, Line: a, Col: 1}, a, b, end))
			}
		}
	}
	return list
}

// renameBothEnds renames what is spelled nowhere but where it is read and
// written.
func renameBothEnds(e *Estate) []Mutant {
	known, made := map[string]map[facts.Pos]bool{}, map[string]bool{}
	for _, w := range e.writes {
		made[w.name] = true
	}
	for _, n := range slices.Concat(e.reads, e.writes) {
		if n.sort == unit || n.sort == origin {
			continue
		}
		if known[n.name] == nil {
			known[n.name] = map[facts.Pos]bool{}
		}
		known[n.name][n.at] = true
		own := manifest.Get(n.object.Root, "metadata", "name")
		if manifest.Scalar(own) == n.name && n.object.Kind == "ExternalSecret" {
			known[n.name][n.object.At(own)] = true
		}
	}
	var list []Mutant
	for name, places := range known {
		whole := regexp.MustCompile(`(^|[^\w./-])` + regexp.QuoteMeta(name) + `([^\w./-]|$)`)
		texts, count, words := map[string][]byte{}, 0, 0
		for _, f := range e.Tree.Files {
			text, err := f.Text()
			n := bytes.Count(text, []byte(name))
			if err != nil || n == 0 {
				continue
			}
			count += n
			words += len(whole.FindAllIndex(text, -1))
			texts[f.Path] = whole.ReplaceAll(text, []byte("${1}"+name+suffix+"${2}"))
		}
		if !made[name] || count != len(places) || count != words || len(places) < 2 {
			continue
		}
		first := slices.MinFunc(keysOf(places), facts.ComparePos)
		list = append(list, Mutant{At: first, What: name + " becomes " + name + suffix + " everywhere", Texts: texts, Names: []string{name}})
	}
	return list
}

func keysOf(m map[facts.Pos]bool) []facts.Pos {
	var keys []facts.Pos
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

// readOptional adds an environment variable from an optional Secret to
// containers.
func readOptional(e *Estate) []Mutant {
	var list []Mutant
	for _, f := range e.fields() {
		items := manifest.Items(f.node)
		if f.key.Value != "env" || len(items) == 0 || items[0].Line <= f.at.Line {
			continue
		}
		text := e.text(f.file)
		start := lineStart(text, items[0].Line)
		line, _, _ := strings.Cut(string(text[start:]), "\n")
		dash := strings.Index(line, "- ")
		if dash < 0 || strings.TrimSpace(line[:dash]) != "" {
			continue
		}
		added := line[:dash] + "- {name: LEFT_BY_A_MUTANT, valueFrom: {secretKeyRef: {name: nowhere, key: x, optional: true}}}\n"
		list = append(list, Mutant{At: f.at, What: "an optional variable", Texts: one(f.file, splice(text, start, start, added))})
	}
	return list
}

func addObject(e *Estate) []Mutant {
	list := e.appended("\n---\n", placeholder, 1)
	for i := range list {
		list[i].Places, list[i].What = nil, "a ConfigMap below"
	}
	return list
}

// addFile lists one more file in kustomizations.
func addFile(e *Estate) []Mutant {
	var list []Mutant
	seen := map[string]bool{}
	for _, l := range e.listings("resources") {
		text := e.text(l.file)
		start := lineStart(text, l.at.Line)
		if seen[l.file] || indent(string(text[start:])) == l.at.Col-1 {
			continue
		}
		seen[l.file] = true
		dash := bytes.IndexByte(text[start:], '-')
		entry := string(text[start:start+dash]) + "- left-by-a-mutant.yaml\n"
		list = append(list, Mutant{At: l.at, What: "one more file", Texts: map[string][]byte{
			l.file: splice(text, start, start, entry),
			path.Join(path.Dir(l.file), "left-by-a-mutant.yaml"): []byte(placeholder + "\n"),
		}})
	}
	return list
}

// moveToFile moves a document to a file that the same kustomization lists.
func moveToFile(e *Estate) []Mutant {
	listed := map[string][]string{}
	for _, l := range e.listings("resources") {
		if e.Tree.File(l.target) != nil && path.Dir(l.target) == path.Dir(l.file) {
			listed[l.file] = append(listed[l.file], l.target)
		}
	}
	var list []Mutant
	for _, o := range e.documents() {
		for _, targets := range listed {
			i := slices.Index(targets, o.File)
			if i < 0 || len(targets) < 2 {
				continue
			}
			other := targets[(i+1)%len(targets)]
			d := e.documentAround(o.At(o.Root))
			lines := strings.Split(string(e.text(o.File)), "\n")
			moved := strings.Join(lines[d.from-1:min(d.to-1, len(lines))], "\n")
			body := bytes.TrimRight(e.text(other), "\n")
			list = append(list, Mutant{At: o.At(o.Root), What: "moved to " + other, Moves: true, Texts: map[string][]byte{
				o.File: e.without(d), other: slices.Concat(body, []byte("\n---\n"), []byte(moved), []byte("\n")),
			}})
		}
	}
	return list
}

// annotate adds an annotation that nothing reads.
func annotate(e *Estate) []Mutant {
	var list []Mutant
	for _, f := range e.fields() {
		if f.key.Value != "metadata" || f.at.Col != 1 || manifest.Get(f.node, "annotations") != nil || f.node.Line <= f.at.Line {
			continue
		}
		text := e.text(f.file)
		start := lineStart(text, f.at.Line+1)
		added := "  annotations: {example.org/left-by: a-mutant}\n"
		list = append(list, Mutant{At: f.at, What: "an annotation", Texts: one(f.file, splice(text, start, start, added))})
	}
	return list
}
