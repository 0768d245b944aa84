package sops

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Encrypted reports whether sops has encrypted the file, so that it is defined
// with the names of its keys.
func Encrypted(f *source.File) bool {
	if f == nil || !carriesMetadata(f) {
		return false
	}
	for _, d := range contentOf(f) {
		if d.metadata != nil {
			return true
		}
	}
	return false
}

// maxNames bounds the keys of a file that are listed.
const maxNames = 2000

// Definition is an encrypted file as a place. Its keys are the names of values
// and of what they stand in, from the root, joined by dots; items of lists have
// their index. Where a file has several documents it depends on the reader which
// of them are meant.
func Definition(f *source.File) facts.Def {
	docs := contentOf(f)
	whole := len(docs) == 1
	var names []string
	for _, d := range docs {
		whole = whole && d.whole
		names = append(names, d.groups...)
		for _, v := range d.values {
			names = append(names, v.path)
		}
	}
	keys := facts.ExactKeys(names...)
	if !whole || len(keys.Names) > maxNames {
		keys = facts.OpenKeys(keys.Names[:min(len(keys.Names), maxNames)]...)
	}
	return facts.Def{Symbol: f.Symbol(), Kind: facts.KindManifest, Keys: keys, At: f.At(1, 1, 0), Traits: facts.Traits{Encrypted: true}}
}

// Entries are the names of the values at the root of an encrypted file, in the
// order of the file: the variables that sops makes of it.
func Entries(f *source.File) []string {
	var names []string
	if !Encrypted(f) {
		return nil
	}
	for _, v := range contentOf(f)[0].values {
		if len(v.names) == 1 && v.path == v.names[0] && len(names) < maxNames {
			names = append(names, v.path)
		}
	}
	return names
}
