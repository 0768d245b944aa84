package manifest

import (
	"context"
	"runtime"

	"github.com/tazzo/tazlint/analyzers/facts"
	"golang.org/x/sync/errgroup"
)

// cluster is one cluster being rendered.
type cluster struct {
	*renderer
	name    string
	dir     string // where it starts
	source  sourceRef
	url     string
	units   []*unit
	known   map[facts.Symbol]bool
	objects []*Object
	marks   []facts.Mark
	unbuilt bool // something of it could not be built

	rendered, files finder // of objects, and of the repository's raw ones
}

// maxUnits bounds the Flux Kustomizations of one cluster.
const maxUnits = 20_000

// grow renders units level by level: those of one level at the same time, and
// the Flux Kustomizations that come out make the next.
func (c *cluster) grow(ctx context.Context, level []*unit) {
	for len(level) > 0 && len(c.units) < maxUnits && ctx.Err() == nil {
		c.render(ctx, level)
		var next []*unit
		for _, u := range level {
			next = append(next, c.finish(u)...)
		}
		level = next
	}
}

func (c *cluster) render(ctx context.Context, level []*unit) {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, u := range level {
		group.Go(func() error {
			u.built = new(built)
			if !u.remote && !u.missing {
				u.built = c.build(ctx, u.target)
			}
			return nil
		})
	}
	_ = group.Wait() // the functions return no errors
}

// finish substitutes, takes over what a unit made and answers the units found
// in it.
func (c *cluster) finish(u *unit) []*unit {
	c.units = append(c.units, u)
	c.marks = append(c.marks, u.built.marks...)
	u.scope = c.newScope(u)
	s := substitution{scope: u.scope}
	var found []*unit
	for i, o := range u.built.objects {
		o.Cluster, o.Unit, o.Live = c.name, u.symbol, true
		if u.scope != nil {
			c.uses(u, o)
			o = s.apply(o)
		}
		c.settle(o, u.target.namespace)
		o.Unsure = u.built.reason()
		u.built.objects[i] = o
	}
	c.objects = append(c.objects, u.built.objects...)
	for _, o := range u.built.objects {
		if child := c.child(o, u); child != nil {
			found = append(found, child)
		}
	}
	return found
}

// child is the unit a rendered object describes, the first time it is met.
func (c *cluster) child(o *Object, parent *unit) *unit {
	if !isFluxKustomization(o) {
		return nil
	}
	symbol := facts.New(facts.Unit, c.name, o.Namespace, o.Name)
	if c.known[symbol] {
		return nil
	}
	c.known[symbol] = true
	return c.newUnit(o, parent)
}

// settle decides the namespace of an object as the cluster will.
func (c *cluster) settle(o *Object, fallback *Node) {
	switch {
	case clusterScoped(o.Kind, c.custom):
		o.Namespace = ""
	case o.Namespace == "" && Scalar(fallback) != "":
		o.Namespace = fallback.Value
	case o.Namespace == "":
		o.Namespace = "default"
	}
}

func (r *built) reason() facts.Reason {
	if r.failed {
		return facts.BuildFailed
	}
	return ""
}
