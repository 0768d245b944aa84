// Package helmfile finds what files of helmfile, and the templates of values
// beside them, ask of their environment and of stores of secrets. The templates
// are not run: a name that one of them makes is not known.
package helmfile

import (
	"context"
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Limits of one file.
const (
	maxFile  = 256 << 10
	maxReads = 1000
)

// What a file asks for. Sources: helmfile.readthedocs.io, "Template functions";
// the readme of helmfile/vals for references, ref+BACKEND://PATH[?OPTIONS][#FRAGMENT].
var (
	called     = expr.New(`(?:^|/)(?:helmfile(?:\.[^/]*)?\.ya?ml|helmfile\.d/[^/]*\.ya?ml|[^/]*\.gotmpl)$`)
	variable   = expr.New("\\b(requiredEnv|env)\\s+[\"`](\\w+)[\"`]")
	reference  = expr.New(`\bref\+(\w+)://([^\s"'?#]+)(?:\?[^\s"'#]*)?(?:#/?([^\s"'+]+))?`)
	suppressed = expr.New(`^\s*#`)
)

// Run reads the files of helmfile of a repository.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	var part source.Part
	for _, f := range tree.Files {
		text, err := f.Text()
		if ctx.Err() != nil || err != nil || len(text) > maxFile || !called.MatchString(f.Path) {
			continue
		}
		r := reader{part: &part, cfg: cfg, tree: tree, file: f}
		for line := range strings.Lines(string(text)) {
			r.line(line)
		}
		r.end()
	}
	return part
}

// reader reads one file, line by line.
type reader struct {
	part   *source.Part
	cfg    source.Config
	tree   *source.Tree
	file   *source.File
	number int
	reads  int
}

func (r *reader) script() facts.Symbol { return facts.NewPath(facts.Script, r.file.Path) }

func (r *reader) line(text string) {
	r.number++
	if suppressed.MatchString(text) {
		return
	}
	for _, m := range variable.FindAllStringSubmatchIndex(text, maxReads) {
		weak := text[m[2]:m[3]] == "env" // empty where nobody sets it
		r.ref(facts.Ref{To: facts.New(facts.EnvVar, text[m[4]:m[5]]), Weak: weak}, m[4], m[5])
	}
	for _, m := range reference.FindAllStringSubmatchIndex(text, maxReads) {
		key := ""
		if m[6] >= 0 {
			key = text[m[6]:m[7]]
		}
		r.ref(r.place(text[m[2]:m[3]], text[m[4]:m[5]], key), m[4], m[5])
	}
}

// place is where a reference of vals leads, as far as its path is known. The
// first part of a path of Vault is taken for the mount.
func (r *reader) place(backend, name, key string) facts.Ref {
	mount, rest, found := strings.Cut(strings.Trim(name, "/"), "/")
	entry, inVault := source.VaultPath(r.cfg.Mounts, name)
	switch {
	case strings.Contains(name+key, "{{"):
	case backend == "vault" && found:
		return facts.Ref{To: facts.NewPath(facts.KV, rest, mount).WithKey(key)}
	case inVault && entry != "":
		return facts.Ref{To: facts.NewPath(facts.VaultFile, entry)}
	case backend == "sops" && r.encrypted(name) != nil:
		return facts.Ref{To: r.encrypted(name).Symbol().WithKey(strings.ReplaceAll(key, "/", "."))}
	}
	return facts.Ref{To: facts.New(facts.Backend, backend), Unknown: facts.NotFollowed}
}

// encrypted is the file of the repository that a reference names: from beside
// the file, or from the top.
func (r *reader) encrypted(name string) *source.File {
	if f := r.tree.File(path.Join(path.Dir(r.file.Path), name)); f != nil || path.IsAbs(name) {
		return f
	}
	return r.tree.File(name)
}

func (r *reader) ref(ref facts.Ref, from, to int) {
	if r.reads++; r.reads > maxReads {
		return
	}
	ref.From, ref.Rel, ref.At = r.script(), facts.RelReads, r.file.At(r.number, from+1, to-from)
	r.part.Ref(ref)
}

// end defines the file itself where it asked for something.
func (r *reader) end() {
	if r.reads > 0 {
		r.part.Files, r.part.Documents = r.part.Files+1, r.part.Documents+1
		r.part.Def(facts.Def{Symbol: r.script(), Kind: facts.KindScript, At: r.file.At(1, 1, 0)})
	}
}
