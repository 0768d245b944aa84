package entries

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// entryFields are the fields that say where one entry goes. An entry with
// others may be meant for some machines or contexts only.
var entryFields = []string{"name", "entry", "file", "path", "env", "description", "mode"}

// repeated marks the second of two entries of one mapping file that are written
// to one file, or that one variable points to: only one of them can be had.
func (d *declarations) repeated(f *source.File, doc *manifest.Document, item *manifest.Node, mounts []string, seen map[facts.Symbol]string) {
	if slices.ContainsFunc(manifest.Fields(item), func(field manifest.Field) bool { return !slices.Contains(entryFields, field.Key.Value) }) {
		return
	}
	m := mappedBy(item, isMapping(f.Path))
	rel, _ := entryPath(mounts, manifest.Scalar(m.file))
	file, entry := facts.NewPath(facts.VaultFile, rel), manifest.Scalar(m.name)
	if entry == "" {
		entry = rel
	}
	if first, ok := seen[file]; ok && first != entry {
		d.part.Mark(facts.MarkInvalidObject, "repeated-file", f.Symbol().WithKey(rel), doc.At(m.file))
		return
	}
	seen[file] = entry
	if variable := manifest.Scalar(m.env); isVariable(variable) {
		symbol := facts.New(facts.EnvVar, variable)
		if first, ok := seen[symbol]; ok && first != rel {
			d.part.Mark(facts.MarkInvalidObject, "repeated-variable", f.Symbol().WithKey(variable), doc.At(m.env))
		}
		seen[symbol] = rel
	}
}
