package entries

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// recipients are the files that make a directory a store of pass or gopass:
// they say for whom its entries are encrypted. The value is the ending of the
// entries.
var recipients = map[string]string{".gpg-id": ".gpg", ".age-recipients": ".age", ".age-ids": ".age"}

// stores reads directories of encrypted entries. An entry's name is its path
// below the outermost such directory, without ending. It is no file of the
// vault's mount: it has to be asked for.
func (d *declarations) stores(tree *source.Tree) {
	roots := storeRoots(tree)
	for _, f := range tree.Files {
		root, found := outermost(roots, path.Dir(f.Path))
		if !found || !isEntry(f) {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(f.Path, strings.TrimPrefix(root+"/", "./")), path.Ext(f.Path))
		d.stored = true
		d.part.Files++
		d.part.Def(facts.Def{Symbol: facts.NewPath(facts.Pass, name), Kind: facts.KindEntry, At: f.At(1, 1, 0), Traits: facts.Traits{Encrypted: true}})
	}
}

func storeRoots(tree *source.Tree) map[string]bool {
	roots := map[string]bool{}
	for _, f := range tree.Files {
		if _, ok := recipients[f.Base()]; ok {
			roots[path.Dir(f.Path)] = true
		}
	}
	return roots
}

// outermost is the highest store directory at or above a directory: stores may
// name other recipients for a part of them.
func outermost(roots map[string]bool, dir string) (root string, found bool) {
	if len(roots) == 0 {
		return "", false
	}
	for {
		if roots[dir] {
			root, found = dir, true
		}
		if dir == "." {
			return root, found
		}
		dir = path.Dir(dir)
	}
}

func isEntry(f *source.File) bool {
	return (f.Ext() == ".gpg" || f.Ext() == ".age") && !strings.HasPrefix(f.Base(), ".") && !strings.Contains(f.Path, ".public-keys/")
}
