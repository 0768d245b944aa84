// Package entries reads what the operator's vault declares: mapping files that
// name an entry, its file below the mount and the variable that points to it;
// stores of encrypted files; lists of the names a remote backend holds.
//
// Files are recognised by shape. No file's content beyond these names is kept.
package entries

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Run reads every declaration of vault entries. A repository that plays the
// vault's part is the authority for the generation of the vault that it shows:
// files of a mount where it lists any, entries of a password store where it
// holds one. A mount whose files nobody lists may hold anything.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	d := &declarations{cfg: cfg}
	for _, f := range tree.Files {
		if ctx.Err() != nil {
			break
		}
		if manifest.IsYAML(f) && mentionsList(f) {
			d.file(f)
		}
		d.project(f)
	}
	d.stores(tree)
	d.configured()
	if d.found && cfg.Plays(facts.RoleVault) {
		d.part.Own("", facts.VaultFile)
	}
	if d.stored && cfg.Plays(facts.RoleVault) {
		d.part.Own("", facts.Pass)
	}
	return d.part
}

type declarations struct {
	cfg    source.Config
	part   source.Part
	found  bool // files of a mount
	stored bool // entries of a password store
}

// listKeys are the top-level keys under which mapping files list entries.
var listKeys = []string{"secrets", "mappings", "entries"}

var listLine = expr.New(`(?m)^["']?(secrets|mappings|entries)["']?\s*:`)

// mentionsList spares parsing: most YAML has no such key at its top level.
func mentionsList(f *source.File) bool {
	text, err := f.Text()
	return err == nil && bytes.Contains(text, []byte(":")) && listLine.Match(text)
}

func (d *declarations) file(f *source.File) {
	understood := false
	for _, doc := range manifest.Documents(f) {
		if doc.Root == nil || manifest.Get(doc.Root, "apiVersion") != nil {
			continue
		}
		if d.document(f, doc) {
			understood = true
			d.part.Documents++
		}
	}
	if understood {
		d.found = true
		d.part.Files++
	}
}

func (d *declarations) document(f *source.File, doc *manifest.Document) bool {
	mounts := d.mounts(doc.Root)
	understood := false
	seen := map[facts.Symbol]string{} // what has a file or variable already
	for _, key := range listKeys {
		for _, item := range manifest.Items(manifest.Get(doc.Root, key)) {
			if d.item(doc, item, mounts, isMapping(f.Path)) {
				understood = true
				d.repeated(f, doc, item, mounts, seen)
			}
		}
	}
	if understood {
		d.backends(f, doc)
	}
	return understood
}

// isMapping reports whether a file's name or place says that it maps entries,
// so that less is asked of its shape.
func isMapping(name string) bool {
	base := path.Base(name)
	if strings.Contains(base, "sync-config") || strings.Contains(base, "secrets") {
		return true
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if strings.HasPrefix(path.Base(dir), ".") && path.Base(dir) != ".github" {
			return true
		}
	}
	return false
}

// mounts are the configured ones and those the mapping file itself names.
func (d *declarations) mounts(root *manifest.Node) []string {
	mounts := append([]string{}, d.cfg.Mounts...)
	if len(mounts) == 0 {
		mounts = append(mounts, source.DefaultMount)
	}
	for _, keys := range [][]string{{"mount"}, {"config", "mount"}, {"vault", "mount"}} {
		if m := manifest.Scalar(manifest.Get(root, keys...)); strings.HasPrefix(m, "/") || strings.HasPrefix(m, "~") || strings.HasPrefix(m, "$") {
			mounts = append(mounts, m)
		}
	}
	return mounts
}

// mapped are the nodes of one entry of a mapping file.
type mapped struct{ name, file, env *manifest.Node }

func mappedBy(item *manifest.Node, mapping bool) mapped {
	m := mapped{name: manifest.Get(item, "name"), file: manifest.Get(item, "file"), env: manifest.Get(item, "env")}
	if m.file == nil && mapping {
		m.file = manifest.Get(item, "path")
	}
	if m.name == nil {
		m.name = manifest.Get(item, "entry")
	}
	return m
}

// item reads one entry: its file, and the variable that holds the file's path.
func (d *declarations) item(doc *manifest.Document, item *manifest.Node, mounts []string, mapping bool) bool {
	m := mappedBy(item, mapping)
	if !mapping && (m.name == nil || m.env == nil) {
		return false
	}
	rel, ok := entryPath(mounts, manifest.Scalar(m.file))
	if !ok {
		return false
	}
	entry := facts.NewPath(facts.VaultFile, rel)
	d.part.Def(facts.Def{Symbol: entry, Kind: facts.KindEntry, At: doc.At(m.file)})
	if enrolment.MatchString(rel) {
		d.part.Mark(facts.MarkContradiction, "expires", entry, doc.At(m.file))
	}
	if variable := manifest.Scalar(m.env); isVariable(variable) {
		symbol := facts.New(facts.EnvVar, variable)
		d.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindEntry, At: doc.At(m.env), Traits: facts.Traits{Path: true}})
		d.part.Ref(facts.Ref{From: symbol, To: entry, Rel: facts.RelDerives, At: doc.At(m.file)})
	}
	return true
}

// enrolment matches the names of keys that let machines into a tailnet. Such a
// key expires after 90 days at most (https://tailscale.com/kb/1085/auth-keys).
var enrolment = expr.New(`(?i)(tailscale|(^|[-_/])ts)[-_]?(pre)?[-_]?auth[-_]?key`)

// entryPath is the path below the mount of a file given relative to it or in
// full. Names of files elsewhere and names that hold a template are refused.
func entryPath(mounts []string, name string) (string, bool) {
	if name == "" || strings.ContainsAny(name, "{}*?\n") {
		return "", false
	}
	if rel, ok := source.VaultPath(mounts, name); ok {
		return rel, rel != ""
	}
	if strings.ContainsAny(name[:1], "/~$") {
		return "", false
	}
	clean := path.Clean(name)
	return clean, clean != "." && clean != ".." && !strings.HasPrefix(clean, "../")
}

var variableName = expr.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

func isVariable(name string) bool { return variableName.MatchString(name) }

// backends marks settings of a mapping file that name a backend, such as
// infisical_project_id.
func (d *declarations) backends(f *source.File, doc *manifest.Document) {
	fields := append(manifest.Fields(doc.Root), manifest.Fields(manifest.Get(doc.Root, "config"))...)
	for _, field := range fields {
		if b, ok := source.ByEnv(field.Key.Value + "_"); ok && b.Name == "infisical" {
			d.part.Mark(facts.MarkBackendUse, b.Name, f.Symbol(), doc.At(field.Key))
		}
	}
}

// project marks a file that ties the repository to a project of a backend, at
// its first setting.
func (d *declarations) project(f *source.File) {
	b, ok := source.ByProjectFile(path.Base(f.Path))
	if !ok {
		return
	}
	for _, doc := range manifest.Documents(f) {
		if fields := manifest.Fields(doc.Root); len(fields) > 0 {
			d.part.Mark(facts.MarkBackendUse, b.Name, f.Symbol(), doc.At(fields[0].Key))
			d.part.Documents++
			d.part.Files++
			return
		}
	}
}

// configured adds the entries that the user's configuration lists. They have no
// position and belong to the vault's repository.
func (d *declarations) configured() {
	if !d.cfg.Plays(facts.RoleVault) {
		return
	}
	for _, name := range d.cfg.Entries {
		if rel, ok := entryPath(d.cfg.Mounts, name); ok {
			d.found = true
			d.part.Def(facts.Def{Symbol: facts.NewPath(facts.VaultFile, rel), Kind: facts.KindEntry})
		}
	}
}
