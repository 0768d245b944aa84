package source

import "sync"

// memo keeps what front ends derive from a file or a tree, so that several of
// them share one parse or one rendering.
type memo struct {
	mu     sync.Mutex
	values []remembered // few: a map would cost more than what it finds
}

type remembered struct {
	key   any
	value func() any
}

func (m *memo) get(key any, compute func() any) any { return m.find(key, compute)() }

func (m *memo) find(key any, compute func() any) func() any {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.values {
		if r.key == key {
			return r.value
		}
	}
	once := sync.OnceValue(compute)
	m.values = append(m.values, remembered{key, once})
	return once
}

// Once returns what compute answered the first time it was asked for this key;
// the key's type should be private to the caller's package.
func (f *File) Once(key any, compute func() any) any { return f.memo.get(key, compute) }

// Once returns what compute answered the first time it was asked for this key;
// the key's type should be private to the caller's package.
func (t *Tree) Once(key any, compute func() any) any { return t.memo.get(key, compute) }

// Forget lets go of everything derived from the tree and its files: syntax
// trees are ten times the text. Asking again derives it again.
func (t *Tree) Forget() {
	t.memo.forget()
	for _, f := range t.Files {
		f.memo.forget()
	}
}

func (m *memo) forget() {
	m.mu.Lock()
	m.values = nil
	m.mu.Unlock()
}
