// Package playbook reads what is written for Ansible: playbooks, roles, files of
// variables and inventories. It finds the secrets that lookups read, the files
// that tasks read and write, the shell they run and the Kubernetes objects they
// apply.
//
// Lookups and the sources of copies are read on the operator's machine, and so
// is what runs on localhost. Paths of other machines are never taken for the
// operator's vault with certainty. Nothing is executed.
package playbook

import (
	"bytes"
	"context"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/shell"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Run reads the files for Ansible of a repository.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	r := newReader(tree, cfg)
	var files []*source.File
	for _, f := range tree.Files {
		if ctx.Err() == nil && shapeOf(tree, f) != nothing {
			files = append(files, f)
			r.collect(f)
		}
	}
	for _, f := range files {
		if ctx.Err() == nil {
			r.file(f)
		}
	}
	for _, f := range tree.Files {
		r.settings(f)
	}
	r.runShell(ctx)
	r.finish()
	return r.part
}

type reader struct {
	cfg   source.Config
	tree  *source.Tree
	part  source.Part
	depth int // of texts that are evaluated
	steps int // of evaluating one

	vars       map[string][]place // where each variable is set
	registered map[string][]origin
	values     map[string]value // of variables, until something more is registered; an empty one while it is being found
	reads      []origin
	index      map[key]int // into reads
	consumed   map[key]bool
	scripts    map[string]bool
	marked     map[facts.Pos]bool
	shell      map[bool][]shell.Fragment // by whether they run on the operator's machine
}

func newReader(tree *source.Tree, cfg source.Config) *reader {
	return &reader{
		cfg: cfg, tree: tree, vars: map[string][]place{}, registered: map[string][]origin{}, values: map[string]value{}, index: map[key]int{}, consumed: map[key]bool{},
		scripts: map[string]bool{}, marked: map[facts.Pos]bool{}, shell: map[bool][]shell.Fragment{},
	}
}

type key struct {
	symbol facts.Symbol
	at     facts.Pos
}

// shape is what a file is to Ansible.
type shape int

const (
	nothing shape = iota
	plays
	tasks
	variables
)

var (
	taskFile     = expr.New(`(?:^|/)(?:tasks|handlers)/[^/]+(?:/[^/]+)*\.ya?ml$`)
	variableFile = expr.New(`(?:^|/)(?:group_vars|host_vars)/|(?:^|/)roles/[^/]+/(?:defaults|vars)/|(?:^|/)(?:ansible|playbooks|inventor(?:y|ies))/(?:[^/]+/)*(?:vars|inventor(?:y|ies)|hosts)(?:/[^/]+)*\.ya?ml$`)
)

// shapeOf recognises a file by its content, and where that is a mapping by its
// place. A file that Ansible encrypted says nothing.
func shapeOf(tree *source.Tree, f *source.File) shape {
	return f.Once(shapeKey{}, func() any {
		if !manifest.IsYAML(f) || manifest.IsTemplate(tree, f) {
			return nothing
		}
		text, err := f.Text()
		if err != nil || bytes.HasPrefix(text, []byte("$ANSIBLE_VAULT")) || !bytes.Contains(text, []byte(":")) {
			return nothing
		}
		named := variableFile.MatchString(f.Path)
		if !named && !bytes.HasPrefix(bytes.TrimLeft(content(text), " "), []byte("-")) {
			return nothing
		}
		return shapeOfDocuments(f, named)
	}).(shape)
}

type shapeKey struct{}

var leading = expr.New(`^(?:\s*(?:#[^\n]*)?\n|---[^\n]*\n)*`)

// content is a text without the comments and markers it begins with.
func content(text []byte) []byte { return text[len(leading.Find(text)):] }

func shapeOfDocuments(f *source.File, named bool) shape {
	for _, d := range manifest.Documents(f) {
		items := manifest.Items(d.Root)
		for _, item := range items {
			if manifest.Scalar(manifest.Get(item, "hosts")) != "" || manifest.Get(item, "hosts") != nil && manifest.Get(item, "tasks") != nil {
				return plays
			}
			if manifest.Get(item, "import_playbook") != nil || manifest.Get(item, "ansible.builtin.import_playbook") != nil {
				return plays
			}
		}
		if len(items) > 0 && taskFile.MatchString(f.Path) {
			return tasks
		}
		if named && len(manifest.Fields(d.Root)) > 0 && manifest.Get(d.Root, "apiVersion") == nil {
			return variables
		}
	}
	return nothing
}

// file reads one file whose variables are known.
func (r *reader) file(f *source.File) {
	r.part.Files++
	for _, d := range manifest.Documents(f) {
		if d.Root == nil {
			continue
		}
		r.part.Documents++
		switch shapeOf(r.tree, f) {
		case plays:
			for _, play := range manifest.Items(d.Root) {
				r.play(d, play)
			}
		case tasks:
			r.tasks(d, d.Root, false, 0)
		}
		r.texts(d, d.Root, 0)
	}
}

// texts evaluates every scalar for what it looks up, and takes the settings that
// name files of the operator's.
func (r *reader) texts(d *manifest.Document, n *manifest.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for _, field := range manifest.Fields(n) {
		if operatorFile.MatchString(field.Key.Value) {
			for _, o := range r.vaultPath(r.text(place{d, field.Value}), true) {
				r.read(o)
			}
		}
		r.texts(d, field.Value, depth+1)
	}
	for _, item := range manifest.Items(n) {
		r.texts(d, item, depth+1)
	}
	if strings.Contains(manifest.Scalar(n), "{{") {
		r.text(place{d, n})
	}
}

// operatorFile matches settings whose value is a file of the operator's machine.
// Source: docs.ansible.com, "Special variables", the ssh connection plugin and
// "Ansible configuration settings".
var operatorFile = expr.New(`^(?:ansible_(?:ssh_)?private_key_file|ansible_\w*password_file|(?:vault|become|connection)_password_file|private_key_file|vault_identity_list)$`)

// script names the file a position lies in and defines it once.
func (r *reader) script(at facts.Pos) facts.Symbol {
	symbol := facts.NewPath(facts.Script, at.File)
	if !r.scripts[at.File] {
		r.scripts[at.File] = true
		r.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindAnsible, At: facts.Pos{Repo: at.Repo, File: at.File, Line: 1, Col: 1, EndLine: 1, EndCol: 1}})
	}
	return symbol
}

func (r *reader) mark(backend string, at facts.Pos) {
	if !r.marked[at] {
		r.marked[at] = true
		r.part.Mark(facts.MarkBackendUse, backend, r.script(at), at)
	}
}

// read notes a place that is read; twice the same is one read, and a firm one
// where either is.
func (r *reader) read(o origin) {
	k := key{o.symbol, o.at}
	if i, again := r.index[k]; again {
		r.reads[i].weak = r.reads[i].weak && o.weak
		return
	}
	r.index[k] = len(r.reads)
	r.reads = append(r.reads, o)
}

// derive says that a place is made of others.
func (r *reader) derive(to facts.Symbol, from []origin) {
	for _, o := range from {
		if o.symbol == to {
			continue
		}
		r.consumed[key{o.symbol, o.at}] = true
		r.part.Ref(facts.Ref{From: to, To: o.symbol, Rel: facts.RelDerives, At: o.at, Weak: o.weak, Unknown: o.unknown})
	}
}

func (r *reader) def(symbol facts.Symbol, keys facts.KeySet, at facts.Pos, traits facts.Traits) {
	r.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindAnsible, Keys: keys, At: at, By: r.script(at), Traits: traits})
}

// finish says what was read without becoming a place of its own.
func (r *reader) finish() {
	for _, o := range r.reads {
		if !r.consumed[key{o.symbol, o.at}] {
			r.part.Ref(facts.Ref{From: r.script(o.at), To: o.symbol, Rel: facts.RelReads, At: o.at, Weak: o.weak, Unknown: o.unknown})
		}
	}
}

// rests reports whether a place is one of the operator's vault.
func rests(s facts.Symbol) bool { return s.Kind() == facts.VaultFile || s.Kind() == facts.Pass }

// runShell follows the shell of tasks. What a task of another machine reads of
// its own disk is no entry of the operator's vault for certain.
func (r *reader) runShell(ctx context.Context) {
	for _, operator := range []bool{true, false} {
		part := shell.RunFragments(ctx, r.tree, r.cfg, r.shell[operator])
		for i, ref := range part.Refs {
			if !operator && rests(ref.To) && ref.Unknown == "" {
				part.Refs[i].Unknown = facts.NotFollowed
			}
		}
		for i, d := range part.Defs {
			if !operator && rests(d.Symbol) {
				part.Defs[i].Traits.Possible = true
			}
		}
		r.part.Add(part)
	}
}
