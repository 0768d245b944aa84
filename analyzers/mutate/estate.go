package mutate

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Estate is a repository with the names that its live objects read and write.
type Estate struct {
	Tree   *source.Tree
	Beside []*source.Tree // the other repositories of its workspace
	live   []*manifest.Object
	reads  []name
	writes []name
	have   map[string][]name // writers by identity
	read   map[string]bool   // what live objects read, by identity and key
}

// Read looks at a repository. The rendering it is based on is shared with
// whoever compiles the same tree.
func Read(ctx context.Context, tree *source.Tree) *Estate {
	e := &Estate{Tree: tree, have: map[string][]name{}, read: map[string]bool{}}
	for _, o := range manifest.Load(ctx, tree).Objects {
		if !o.Live || o.File == "" {
			continue
		}
		e.live = append(e.live, o)
		e.writes = append(e.writes, writesOf(o)...)
		s := scan{o: o}
		s.mapping(o.Root, nil)
		e.reads = append(e.reads, s.found...)
	}
	for _, w := range e.writes {
		e.have[w.id()] = append(e.have[w.id()], w)
		if far := w.anywhere().id(); w.sort.keyed() {
			e.have[far] = append(e.have[far], w)
		}
	}
	for _, r := range e.reads {
		if !r.optional {
			e.read[r.id()+"#"+r.key] = true
		}
	}
	return e
}

// isRead reports whether a live object reads a key of what is written, or for
// no key the whole.
func (e *Estate) isRead(w name, key string) bool {
	return e.read[w.id()+"#"+key] || e.read[w.anywhere().id()+"#"+key]
}

// satisfied reports whether a live object writes what is read.
func (e *Estate) satisfied(read name) bool {
	writers := e.have[read.id()]
	if read.key == "" {
		return len(writers) > 0
	}
	for _, w := range writers {
		if w.open || w.keyNamed(read.key) != nil {
			return true
		}
	}
	return false
}

// Broken are the places that read what the changed estate no longer writes, and
// that had it before.
func (e *Estate) Broken(changed *Estate) []Place {
	had := map[facts.Pos]bool{}
	for _, r := range e.reads {
		if e.satisfied(r) {
			had[r.at] = true
		}
	}
	var places []Place
	for _, r := range changed.reads {
		if r.optional || changed.satisfied(r) || !had[r.at] {
			continue
		}
		for _, pos := range r.places() {
			places = append(places, at(pos, r.name))
		}
	}
	return places
}

// Orphans are the files, and the kustomizations beside them, whose objects the
// changed estate no longer applies anywhere.
func (e *Estate) Orphans(changed *Estate) []Place {
	var places []Place
	seen := map[string]bool{}
	for _, o := range e.live {
		if seen[o.File] || changed.liveBelow(o.File) {
			continue
		}
		seen[o.File] = true
		places = append(places, Place{File: o.File})
		for _, f := range e.kustomizations() {
			if dir := path.Dir(f.Path); strings.HasPrefix(o.File, dir+"/") && !changed.liveBelow(dir) {
				places = append(places, Place{File: f.Path})
			}
		}
	}
	return places
}

// Gone are the objects that the changed estate no longer applies where they
// were, or that it applies for the first time: their names, the names they
// read, and their files.
func (e *Estate) Gone(changed *Estate) (names, files []string) {
	count := map[facts.Symbol]int{}
	for _, o := range e.live {
		count[o.Symbol()]++
	}
	for _, o := range changed.live {
		count[o.Symbol()]--
	}
	for _, o := range slices.Concat(e.live, changed.live) {
		if count[o.Symbol()] != 0 {
			names, files = append(names, o.Name), append(files, o.File)
		}
	}
	for _, r := range slices.Concat(e.reads, changed.reads) {
		if count[r.object.Symbol()] != 0 {
			names = append(names, r.name)
		}
	}
	return names, files
}

func (e *Estate) text(file string) []byte { return textOf(e.Tree, file) }

// liveBelow reports whether a live object stands in a file, or in one below a
// directory.
func (e *Estate) liveBelow(name string) bool {
	for _, o := range e.live {
		if o.File == name || strings.HasPrefix(o.File, name+"/") {
			return true
		}
	}
	return false
}

// document is a range of lines of a file, the first without its marker.
type document struct {
	file     string
	from, to int // 1-based, the end exclusive
}

// documentAround is the document that a line lies in.
func (e *Estate) documentAround(pos facts.Pos) document {
	lines := strings.Split(string(e.text(pos.File)), "\n")
	d := document{file: pos.File, from: 1, to: len(lines) + 1}
	for i, line := range lines {
		if !strings.HasPrefix(line, "---") {
			continue
		}
		if i+1 <= pos.Line {
			d.from = i + 2
		} else {
			d.to = i + 1
			break
		}
	}
	return d
}

// placeholder is a complete object that nothing needs.
const placeholder = "{apiVersion: v1, kind: ConfigMap, metadata: {name: left-by-a-mutant}}"

// without replaces a document by one that says nothing, line for line.
func (e *Estate) without(d document) []byte {
	lines := bytes.Split(e.text(d.file), []byte("\n"))
	for i := d.from - 1; i < min(d.to-1, len(lines)); i++ {
		lines[i] = nil
	}
	lines[d.from-1] = []byte(placeholder)
	return bytes.Join(lines, []byte("\n"))
}

// blank empties lines of a text and keeps the numbers of the others.
func blank(text []byte, from, to int) []byte {
	lines := bytes.Split(text, []byte("\n"))
	for i := from - 1; i < min(to-1, len(lines)); i++ {
		lines[i] = nil
	}
	return bytes.Join(lines, []byte("\n"))
}

// block is the range of lines of a mapping entry or list item that starts in a
// line: up to the next one that is indented no deeper.
func block(text []byte, line int) (from, to int) {
	lines := strings.Split(string(text), "\n")
	depth := indent(lines[line-1])
	to = line + 1
	for to <= len(lines) && (strings.TrimSpace(lines[to-1]) == "" || indent(lines[to-1]) > depth) {
		to++
	}
	for strings.TrimSpace(lines[to-2]) == "" {
		to--
	}
	return line, to
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// one is a changed file.
func one(file string, text []byte) map[string][]byte { return map[string][]byte{file: text} }

// kustomizations are the files that configure kustomize.
func (e *Estate) kustomizations() []*source.File {
	var files []*source.File
	for _, f := range e.Tree.Files {
		switch f.Base() {
		case "kustomization.yaml", "kustomization.yml", "Kustomization":
			if e.liveBelow(path.Dir(f.Path)) || path.Dir(f.Path) == "." {
				files = append(files, f)
			}
		}
	}
	return files
}
