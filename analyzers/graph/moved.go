package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// ClueMoved is that a store and others have followed a service to another
// domain.
const ClueMoved Clue = "moved"

// leastFollowers is how many things must name the new address, a store among
// them, before the old one is taken for left behind.
const leastFollowers = 2

// speakers are the things that talk to one host of a product.
type speakers struct {
	all   map[facts.Symbol]bool
	store *Edge // the first of a store, or nil
}

// crowd is who talks to the hosts of one product, by their names.
type crowd map[string]*speakers

// crowds gathers stores and programs by the product that they talk to: programs
// fill what stores read, so that their clusters do not matter.
func (l *linker) crowds(talks []*Edge) map[string]crowd {
	all := map[string]crowd{}
	for _, e := range talks {
		product := productOf(l, e)
		if product == "" {
			continue
		}
		if all[product] == nil {
			all[product] = crowd{}
		}
		s := all[product][e.To.Name()]
		if s == nil {
			s = &speakers{all: map[facts.Symbol]bool{}}
			all[product][e.To.Name()] = s
		}
		s.all[e.From] = true
		if s.store == nil && e.From.Kind() == facts.Store {
			s.store = e
		}
	}
	return all
}

// productOf is what is behind a host: programs say so themselves.
func productOf(l *linker, e *Edge) string {
	if product := e.To.Key(); product != "" {
		return product
	}
	return l.product(e.From)
}

// left are the programs and settings that give another address of a product
// than its stores do, with a store's: another region, nearly the same host, or
// the same service in a domain that others have left as well.
func (l *linker) left(talks []*Edge) map[*Edge]*Edge {
	all := l.crowds(talks)
	odd := map[*Edge]*Edge{}
	for _, e := range talks {
		hosts := all[e.To.Key()]
		if e.To.Key() == "" || hosts[e.To.Name()].store != nil {
			continue
		}
		if other := hosts.meant(e.To.Name()); other != nil {
			odd[e] = other
		}
	}
	return odd
}

// meant is the edge of a store to the host that another probably means, or nil.
func (c crowd) meant(host string) *Edge {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		other := c[name]
		if len(c) > maxTwins || other.store == nil {
			continue
		}
		followed := len(other.all) >= leastFollowers && len(other.all) >= len(c[host].all)
		if rival(host, name) || followed && sameService(host, name) {
			return other.store
		}
	}
	return nil
}

func leftBy(host, other string) Clue {
	if rival(host, other) {
		return clue(host)
	}
	return ClueMoved
}

// sameService reports whether two hosts are one service in two domains: their
// first labels are equal, or one holds the other.
func sameService(a, b string) bool {
	service, domain, _ := strings.Cut(a, ".")
	other, elsewhere, _ := strings.Cut(b, ".")
	if domain == elsewhere || min(len(service), len(other)) < leastPart {
		return false
	}
	return strings.Contains(service, other) || strings.Contains(other, service)
}
