package graph

import "github.com/tazzo/tazlint/analyzers/facts"

// Unopened is a reference that takes the path of a file for its content.
type Unopened struct {
	Edge   *Edge        // to the variable that holds the path
	Secret facts.Symbol // the key of a Secret that the path ends in
}

// findUnopened lists the references to variables that only ever hold a path,
// whose text reaches a Secret without anything opening the file on its way.
func (g *Graph) findUnopened() []*Unopened {
	var found []*Unopened
	for _, e := range g.placed {
		if e.To.Kind() != facts.EnvVar || e.Opened || !e.copies() || !g.holdsPath(e.To) {
			continue
		}
		if secret := g.received(e.From); secret != "" {
			found = append(found, &Unopened{Edge: e, Secret: secret})
		}
	}
	return found
}

// copies reports whether an edge hands a text on.
func (e *Edge) copies() bool { return e.State == Resolved && e.Rel == facts.RelDerives }

// holdsPath reports whether everything that gives a variable gives it a path.
func (g *Graph) holdsPath(variable facts.Symbol) bool {
	n := g.Nodes[variable]
	if n == nil || len(n.Defs) == 0 {
		return false
	}
	for _, d := range n.Defs {
		if !d.Traits.Path {
			return false
		}
	}
	return true
}

// received is the key of a Secret that a text is copied into, or empty.
func (g *Graph) received(at facts.Symbol) facts.Symbol {
	seen := map[facts.Symbol]bool{at: true}
	for queue := []facts.Symbol{at}; len(queue) > 0; queue = queue[1:] {
		if s := queue[0]; s.Kind() == facts.Secret && s.Key() != "" {
			return s
		}
		for _, e := range g.in[queue[0].Place()] {
			if e.To == queue[0] && e.copies() && !e.Opened && !seen[e.From] {
				seen[e.From] = true
				queue = append(queue, e.From)
			}
		}
	}
	return ""
}
