package manifest

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// World is every object of a repository as its clusters would see it.
type World struct {
	Objects  []*Object // live ones of every cluster, then those nothing applies
	Clusters []string  // names, sorted

	part source.Part
}

type worldKey struct{}

// Load renders a repository once, however many front ends ask.
func Load(ctx context.Context, t *source.Tree) *World {
	return t.Once(worldKey{}, func() any { return render(ctx, t) }).(*World)
}

// Describe adds what the rendering itself found: units and their order,
// origins, substitution, listings, files that do not parse.
func (w *World) Describe(part *source.Part) { part.Add(w.part) }

func render(_ context.Context, t *source.Tree) *World {
	w := &World{Clusters: []string{t.Repo}}
	for _, f := range t.Files {
		if !IsYAML(f) || IsTemplate(t, f) {
			continue
		}
		for _, d := range Documents(f) {
			for _, o := range d.Objects() {
				o.Cluster = t.Repo
				w.Objects = append(w.Objects, o)
			}
		}
	}
	return w
}

// InText is the source position of a range of bytes of a scalar of the object.
func (o *Object) InText(n *Node, offset, width int) facts.Pos {
	if o.text == nil || n == nil {
		return o.At(n)
	}
	return o.text(n, offset, width)
}
