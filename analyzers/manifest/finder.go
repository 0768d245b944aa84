package manifest

// finder finds the objects of a growing list by kind and name, reading each
// once.
type finder struct {
	known map[handle][]*Object
	read  int
}

// handle is what an object is asked for by; without a name, all of a kind.
type handle struct{ kind, name string }

// find answers in the list's order.
func (f *finder) find(objects []*Object, kind, name string) []*Object {
	if f.known == nil {
		f.known = map[handle][]*Object{}
	}
	for _, o := range objects[f.read:] {
		for _, key := range []handle{{o.Kind, ""}, {o.Kind, o.Name}} {
			f.known[key] = append(f.known[key], o)
		}
	}
	f.read = len(objects)
	return f.known[handle{kind, name}]
}

// lookup answers the objects of a kind and name: those rendered in the cluster so
// far, then the raw ones of the repository.
func (c *cluster) lookup(kind, name string) (rendered, raw []*Object) {
	return c.rendered.find(c.objects, kind, name), c.files.find(c.raw, kind, name)
}
