package entries

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// maxTreeDepth bounds how deep folders of a printed tree may lie.
const maxTreeDepth = 100

// treeBranch matches what "gopass ls" and "pass ls" draw before a name. pass
// separates with spaces that do not break.
var treeBranch = expr.New(`^((?:[│|][ \x{a0}]{3}|[ \x{a0}]{4})*)(?:├──|└──|[|` + "`" + `]--)[ \x{a0}](.*)$`)

// treeTitle is the first line of such a tree.
var treeTitle = expr.New(`^(gopass|Password Store)$`)

// treeMount is the place of a store that is mounted as a folder.
var treeMount = expr.New(` \([^()]*\)$`)

// treeReader collects the names of a printed tree.
type treeReader struct {
	open   []string // the folders above the next line
	last   []treeNode
	titled bool
}

// treeNode is one line of a tree.
type treeNode struct {
	number, depth int
	path          string
	folder        bool
}

// takes reports whether a line belongs to a tree, and reads it.
func (t *treeReader) takes(number int, line string) bool {
	if !t.titled && treeTitle.MatchString(line) {
		t.titled = true
		return true
	}
	m := treeBranch.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	depth := len([]rune(m[1])) / 4
	if depth > len(t.open) || depth > maxTreeDepth {
		return false // hangs on nothing
	}
	name := treeMount.ReplaceAllString(m[2], "")
	node := treeNode{number: number, depth: depth, path: strings.Join(append(t.open[:depth:depth], strings.TrimSuffix(name, "/")), "/")}
	node.folder = strings.HasSuffix(name, "/") || name != m[2]
	if n := len(t.last); n > 0 && depth > t.last[n-1].depth {
		t.last[n-1].folder = true
	}
	t.last = append(t.last, node)
	t.open = append(t.open[:depth:depth], strings.TrimSuffix(name, "/"))
	return true
}

// entries are the names of a tree that are no folders, and the folders that
// show nothing of what is in them.
func (t *treeReader) entries() (names, folders []listed) {
	for i, node := range t.last {
		switch {
		case !node.folder:
			names = append(names, listed{node.number, node.path})
		case i+1 == len(t.last) || t.last[i+1].depth <= node.depth:
			folders = append(folders, listed{node.number, node.path + "/"})
		}
	}
	return names, folders
}
