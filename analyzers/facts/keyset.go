package facts

import "slices"

// KeySet is what is known about the keys of a place: exactly these, at least
// these, or nothing.
type KeySet struct {
	State KeyState `json:"state"`
	Names []string `json:"names,omitempty"` // sorted, unique
}

// KeyState is how much a KeySet claims. The zero value claims nothing.
type KeyState string

// The states.
const (
	KeysUnknown KeyState = "unknown"
	KeysOpen    KeyState = "open"
	KeysExact   KeyState = "exact"
)

// ExactKeys are all keys of a place.
func ExactKeys(names ...string) KeySet { return KeySet{State: KeysExact, Names: unique(names)} }

// OpenKeys are some keys of a place that may have more.
func OpenKeys(names ...string) KeySet { return KeySet{State: KeysOpen, Names: unique(names)} }

// UnknownKeys says nothing about the keys of a place.
func UnknownKeys() KeySet { return KeySet{State: KeysUnknown} }

// Exact reports whether no other key can exist.
func (k KeySet) Exact() bool { return k.State == KeysExact }

// Has reports whether the key is known to exist.
func (k KeySet) Has(name string) bool {
	_, found := slices.BinarySearch(k.Names, name)
	return found
}

// Lacks reports whether the key is known not to exist.
func (k KeySet) Lacks(name string) bool { return k.Exact() && !k.Has(name) }

// Union is what is known when several sets of keys come together in one place.
func (k KeySet) Union(others ...KeySet) KeySet {
	exact, names := k.Exact(), slices.Clone(k.Names)
	for _, other := range others {
		exact = exact && other.Exact()
		names = append(names, other.Names...)
	}
	switch names = unique(names); {
	case exact:
		return KeySet{State: KeysExact, Names: names}
	case len(names) == 0:
		return KeySet{State: KeysUnknown, Names: names}
	}
	return KeySet{State: KeysOpen, Names: names}
}

func unique(names []string) []string {
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}
