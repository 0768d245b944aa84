// Package container reads how workspaces and services are put into containers:
// development containers and files of Compose. It finds the files of the
// operator's vault that they mount, and the variables whose value is the path of
// one.
package container

import (
	"context"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// maxFile is the largest file that is read, in bytes.
const maxFile = 256 << 10

var (
	devcontainerFile = expr.New(`(?:^|/)\.?devcontainer(?:/.*)?\.json$|(?:^|/)\.devcontainer/(?:[^/]+/)?devcontainer\.json$`)
	composeFile      = expr.New(`(?:^|/)(?:docker-|podman-)?compose(?:[.-][^/]*)?\.ya?ml$`)
)

// Run reads the containers of a repository.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	r := &reader{cfg: cfg, scripts: map[string]bool{}}
	for _, f := range tree.Files {
		if ctx.Err() != nil {
			break
		}
		switch {
		case strings.Contains(f.Path, "devcontainer") && devcontainerFile.MatchString(f.Path):
			r.each(f, plainJSON, r.devcontainer)
		case strings.Contains(f.Path, "compose") && composeFile.MatchString(f.Path):
			r.each(f, asItIs, r.compose)
		}
	}
	return r.part
}

// each describes the documents of a file once it is made readable.
func (r *reader) each(f *source.File, readable func(*source.File, []byte) *source.File, describe func(*manifest.Document)) {
	text, err := f.Text()
	if err != nil || len(text) > maxFile {
		return // counted as skipped
	}
	for _, d := range manifest.Documents(readable(f, text)) {
		describe(d)
	}
}

func asItIs(f *source.File, _ []byte) *source.File { return f }

type reader struct {
	cfg     source.Config
	part    source.Part
	scripts map[string]bool
	mounts  []mount
}

// mount is a directory or file of the vault and where a container has it.
type mount struct{ entry, target string }

// plainJSON is a file without the comments and tabs that JSON files of editors
// may have; what is left stands where it stood.
func plainJSON(f *source.File, text []byte) *source.File {
	out := append([]byte(nil), text...)
	quoted := false
	for i := 0; i < len(out); i++ {
		switch {
		case quoted && out[i] == '\\':
			i++
		case out[i] == '"':
			quoted = !quoted
		case out[i] == '\t':
			out[i] = ' '
		case !quoted && i+1 < len(out) && out[i] == '/' && (out[i+1] == '/' || out[i+1] == '*'):
			end := commentEnd(string(out[i:]))
			for j := i; j < i+end; j++ {
				if out[j] != '\n' {
					out[j] = ' '
				}
			}
			i += end - 1
		}
	}
	return source.New(f.Repo, map[string][]byte{f.Path: out}).File(f.Path)
}

// commentEnd is the width of the comment that a text begins with.
func commentEnd(text string) int {
	end := strings.IndexByte(text, '\n')
	if text[1] == '*' {
		if end = strings.Index(text[2:], "*/"); end >= 0 {
			end += 4
		}
	}
	if end < 0 {
		return len(text)
	}
	return end
}

func (r *reader) script(at facts.Pos) facts.Symbol {
	symbol := facts.NewPath(facts.Script, at.File)
	if !r.scripts[at.File] {
		r.scripts[at.File] = true
		r.part.Files, r.part.Documents = r.part.Files+1, r.part.Documents+1
		r.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, At: facts.Pos{Repo: at.Repo, File: at.File, Line: 1, Col: 1, EndLine: 1, EndCol: 1}})
	}
	return symbol
}

// home matches the spellings of a home directory in these files.
// Source: containers.dev, "Variables in devcontainer.json".
var home = expr.New(`\$\{(?:localEnv:|containerEnv:)?HOME(?::[^}]*)?\}(?:\$\{localEnv:USERPROFILE\})?`)

// entry is the vault entry that a path names; the mount itself is the empty one.
func (r *reader) entry(name string) (string, bool) {
	name = home.ReplaceAllLiteralString(name, "~")
	if strings.Contains(name, "${") {
		return "", false
	}
	return source.VaultPath(r.cfg.Mounts, name)
}

// inside is the vault entry that a path in the container names.
func (r *reader) inside(name string) (string, bool) {
	for _, m := range r.mounts {
		if rest, below := strings.CutPrefix(name, strings.TrimSuffix(m.target, "/")); below && (rest == "" || rest[0] == '/') {
			return strings.Trim(m.entry+rest, "/"), true
		}
	}
	return r.entry(name)
}

// devcontainer reads the mounts of a development container, and its variables.
func (r *reader) devcontainer(d *manifest.Document) {
	r.mounts = nil
	mounts := append(manifest.Items(manifest.Get(d.Root, "mounts")), manifest.Get(d.Root, "workspaceMount"))
	for _, m := range mounts {
		from, to := sourceOf(m)
		if entry, ok := r.entry(from); ok && to != "" {
			r.mounts = append(r.mounts, mount{entry, home.ReplaceAllLiteralString(to, "~")})
			r.reads(d, m, entry, facts.NotFollowed)
		}
	}
	for _, section := range []string{"containerEnv", "remoteEnv"} {
		for _, field := range manifest.Fields(manifest.Get(d.Root, section)) {
			entry, ok := r.inside(manifest.Scalar(field.Value))
			if !ok || entry == "" {
				continue
			}
			at := d.At(field.Value)
			symbol := facts.New(facts.EnvVar, field.Key.Value)
			r.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, At: d.At(field.Key), By: r.script(at), Traits: facts.Traits{Path: true}})
			r.part.Ref(facts.Ref{From: symbol, To: facts.NewPath(facts.VaultFile, entry), Rel: facts.RelDerives, At: at})
		}
	}
}

// sourceOf are the two sides of a mount, written as a mapping or as a list of
// key=value.
func sourceOf(m *manifest.Node) (from, to string) {
	from, to = manifest.Scalar(manifest.Get(m, "source")), manifest.Scalar(manifest.Get(m, "target"))
	for part := range strings.SplitSeq(manifest.Scalar(m), ",") {
		switch key, value, _ := strings.Cut(part, "="); strings.TrimSpace(key) {
		case "source", "src":
			from = value
		case "target", "dst", "destination":
			to = value
		}
	}
	return from, to
}

// reads says that an entry is read; the whole mount is none.
func (r *reader) reads(d *manifest.Document, n *manifest.Node, entry string, unknown facts.Reason) {
	if entry != "" {
		at := d.At(n)
		r.part.Ref(facts.Ref{From: r.script(at), To: facts.NewPath(facts.VaultFile, entry), Rel: facts.RelReads, At: at, Unknown: unknown})
	}
}

// compose reads the files that services get. On which machine Compose runs is
// not known.
func (r *reader) compose(d *manifest.Document) {
	var files []*manifest.Node
	for _, service := range manifest.Fields(manifest.Get(d.Root, "services")) {
		env := manifest.Get(service.Value, "env_file")
		files = append(append(files, env), manifest.Items(env)...)
		for _, item := range manifest.Items(env) {
			files = append(files, manifest.Get(item, "path"))
		}
		for _, volume := range manifest.Items(manifest.Get(service.Value, "volumes")) {
			files = append(files, volume, manifest.Get(volume, "source"))
		}
	}
	for _, section := range []string{"secrets", "configs"} {
		for _, secret := range manifest.Fields(manifest.Get(d.Root, section)) {
			files = append(files, manifest.Get(secret.Value, "file"))
			if name := manifest.Get(secret.Value, "environment"); manifest.Scalar(name) != "" {
				at := d.At(name)
				r.part.Ref(facts.Ref{From: r.script(at), To: facts.New(facts.EnvVar, name.Value), Rel: facts.RelReads, At: at})
			}
		}
	}
	for _, n := range files {
		name, _, _ := strings.Cut(home.ReplaceAllLiteralString(manifest.Scalar(n), "~"), ":")
		if entry, ok := r.entry(name); ok {
			r.reads(d, n, entry, facts.NotFollowed)
		}
	}
}
