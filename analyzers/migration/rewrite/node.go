package rewrite

// node is a part of a structured text, in whatever language it is written.
// Offsets count the bytes of the whole file.
type node struct {
	sort   sort
	value  string // of a scalar; of something opaque its source text
	tag    string // what a scalar is taken for: a text, a number
	from   int    // where it starts, with its anchor and tag
	body   int    // where its text starts; -1 where that is on a line below
	to     int    // where its text ends; 0 where it is not known
	style  style
	flow   bool  // a mapping or sequence in brackets
	within bool  // it stands in brackets
	target *node // of an alias
	fields []field
	items  []*node
	row    int // of the excerpt, on which a block scalar starts
}

// field is one entry of a mapping.
type field struct {
	name  string
	key   *node
	value *node
}

type sort int

const (
	opaque sort = iota // what has no parts that are known
	mapping
	sequence
	scalar
	alias
)

// style is how a scalar is written.
type style int

const (
	plain style = iota
	single
	double
	block
	hclText // a text of HCL in quotes
)

// editable reports whether a scalar stands on one line whose bytes are known.
func (n *node) editable() bool {
	return n.sort == scalar && n.style != block && n.body >= 0 && n.to >= n.body && n.to > 0
}

// tree is what one text, or one document of it, says.
type tree struct {
	root   *node
	at     map[int]*node // scalars by the offset at which they start
	blocks []*node       // block scalars, which may hold a text of their own
}

func (t *tree) add(n *node) {
	switch {
	case n.sort != scalar:
		return
	case n.style == block:
		t.blocks = append(t.blocks, n)
	}
	t.at[n.from] = n
	if n.body >= 0 {
		t.at[n.body] = n
	}
}

// blockBefore is the last block scalar that starts before an offset, or nil.
func (t *tree) blockBefore(offset int) *node {
	var found *node
	for _, b := range t.blocks {
		if b.body >= 0 && b.body < offset && (found == nil || b.body > found.body) {
			found = b
		}
	}
	return found
}
