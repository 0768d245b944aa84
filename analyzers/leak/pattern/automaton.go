package pattern

// automaton finds all occurrences of a set of words in one pass over a text,
// in lower case (Aho and Corasick, "Efficient string matching", CACM 1975).
// Bytes that no word holds share one column of the table. A state is the
// offset of its row; isEnd is added where words end.
type automaton struct {
	class   [256]uint8
	classes int
	next    []uint32  // state+class → state
	ends    [][]int32 // by row: words that end there
}

const isEnd = 1 << 31

// newAutomaton takes words in lower case.
func newAutomaton(words []string) *automaton {
	a := &automaton{classes: 1}
	size := 1
	for _, w := range words {
		size += len(w)
		for i := range len(w) {
			a.classify(w[i])
		}
	}
	a.next = make([]uint32, a.classes, size*a.classes)
	a.ends = make([][]int32, 1, size)
	for id, w := range words {
		a.insert(w, int32(id))
	}
	a.link()
	return a
}

func (a *automaton) classify(b byte) {
	if a.class[b] != 0 {
		return
	}
	a.class[b] = uint8(a.classes)
	if 'a' <= b && b <= 'z' {
		a.class[b-'a'+'A'] = uint8(a.classes)
	}
	a.classes++
}

func (a *automaton) insert(word string, id int32) {
	state := 0
	for i := range len(word) {
		at := state + int(a.class[word[i]])
		if a.next[at] == 0 {
			a.next[at] = uint32(len(a.next))
			a.next = a.next[:len(a.next)+a.classes]
			a.ends = append(a.ends, nil)
		}
		state = int(a.next[at])
	}
	row := state / a.classes
	a.ends[row] = append(a.ends[row], id)
}

// link turns the tree of words into a complete automaton, level by level.
func (a *automaton) link() {
	fail := make([]uint32, len(a.ends)) // by row
	queue := make([]uint32, 0, len(a.ends))
	for c := range a.classes {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for i := 0; i < len(queue); i++ {
		s := int(queue[i])
		row := s / a.classes
		back := int(fail[row])
		a.ends[row] = append(a.ends[row], a.ends[back/a.classes]...)
		for c := range a.classes {
			through := a.next[back+c]
			if child := a.next[s+c]; child != 0 {
				fail[int(child)/a.classes] = through
				queue = append(queue, child)
			} else {
				a.next[s+c] = through
			}
		}
	}
	for at, s := range a.next {
		if len(a.ends[int(s)/a.classes]) > 0 {
			a.next[at] |= isEnd
		}
	}
}

// scan calls hit with every word found and the offset behind it.
func (a *automaton) scan(text []byte, hit func(word int32, end int)) {
	state := uint32(0)
	for i, b := range text {
		state = a.next[state+uint32(a.class[b])]
		if state&isEnd == 0 {
			continue
		}
		state &^= isEnd
		for _, word := range a.ends[int(state)/a.classes] {
			hit(word, i+1)
		}
	}
}
