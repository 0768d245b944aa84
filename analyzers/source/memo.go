package source

import "sync"

// memo keeps what front ends derive from a file or a tree, so that several of
// them share one parse or one rendering.
type memo struct {
	mu     sync.Mutex
	values map[any]func() any
}

func (m *memo) get(key any, compute func() any) any {
	m.mu.Lock()
	once, found := m.values[key]
	if !found {
		if m.values == nil {
			m.values = map[any]func() any{}
		}
		once = sync.OnceValue(compute)
		m.values[key] = once
	}
	m.mu.Unlock()
	return once()
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
