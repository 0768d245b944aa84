package graph

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// networks finds units of machines that name a host of a private network and
// start after nothing that joins it: after a reboot they may be first. A unit
// is told of once.
func (o *order) networks() []*Disorder {
	var found []*Disorder
	told := map[facts.Symbol]bool{}
	for _, e := range o.g.placed {
		unit := e.From.Place()
		if e.Rel != facts.RelContacts || unit.Kind() != facts.Workload || unit.Segment(2) != "unit" || told[unit] {
			continue
		}
		for _, n := range networks {
			if !strings.HasSuffix(e.To.Name(), n.suffix) || o.joined(unit, n) {
				continue
			}
			told[unit] = true
			daemon := facts.New(facts.Workload, facts.AnyCluster, "", "unit", n.daemon)
			found = append(found, o.disorder(NeedNetwork, OrderLoose, e, unit, maker{by: daemon, applier: daemon}))
		}
	}
	return found
}

// joined reports whether a unit is one of a network's own, or starts after one.
// Distributions call them differently, but all after the product.
func (o *order) joined(unit facts.Symbol, n network) bool {
	product := strings.TrimSuffix(strings.TrimSuffix(n.daemon, ".service"), "d")
	seen := map[facts.Symbol]bool{unit: true}
	for queue := []facts.Symbol{unit}; len(queue) > 0 && len(seen) < maxAhead; queue = queue[1:] {
		if strings.Contains(queue[0].Name(), product) {
			return true
		}
		for _, e := range o.g.out[queue[0]] {
			if next := e.To.Place(); e.Rel == facts.RelDependsOn && !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}
