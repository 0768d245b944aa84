package leak

// automaton finds all occurrences of a set of words in one pass over a text,
// in lower case (Aho and Corasick, "Efficient string matching", CACM 1975).
// Bytes that no word holds share one column of the table.
type automaton struct {
	class   [256]uint8
	classes int
	next    []uint16  // state*classes + class → state
	ends    [][]int32 // words that end in a state
}

// newAutomaton takes words in lower case. Their bytes together must stay below
// 65,536.
func newAutomaton(words []string) *automaton {
	a := &automaton{classes: 1}
	for _, w := range words {
		for i := range len(w) {
			a.classify(w[i])
		}
	}
	a.next, a.ends = make([]uint16, a.classes), [][]int32{nil}
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
		at := state*a.classes + int(a.class[word[i]])
		if a.next[at] == 0 {
			a.next[at] = uint16(len(a.ends))
			a.next = append(a.next, make([]uint16, a.classes)...)
			a.ends = append(a.ends, nil)
		}
		state = int(a.next[at])
	}
	a.ends[state] = append(a.ends[state], id)
}

// link turns the tree of words into a complete automaton, level by level.
func (a *automaton) link() {
	fail := make([]uint16, len(a.ends))
	var queue []uint16
	for c := range a.classes {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		a.ends[s] = append(a.ends[s], a.ends[fail[s]]...)
		for c := range a.classes {
			at := int(s)*a.classes + c
			through := a.next[int(fail[s])*a.classes+c]
			if child := a.next[at]; child != 0 {
				fail[child] = through
				queue = append(queue, child)
			} else {
				a.next[at] = through
			}
		}
	}
}

// scan calls hit with every word found and the offset behind it.
func (a *automaton) scan(text []byte, hit func(word int32, end int)) {
	state := 0
	for i, b := range text {
		state = int(a.next[state*a.classes+int(a.class[b])])
		for _, word := range a.ends[state] {
			hit(word, i+1)
		}
	}
}
