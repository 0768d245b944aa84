package source

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Part is what one front end says about a repository.
type Part struct {
	Files     int // files it understood
	Documents int // documents, blocks or scripts in them
	Defs      []facts.Def
	Refs      []facts.Ref
	Marks     []facts.Mark
	Problems  []facts.Problem
	Skipped   []facts.Skip // files left out on purpose, though they could be read
	Owns      []facts.Scope
	Unbuilt   []string // clusters of which a build failed
	Ignores   []facts.Ignore
}

// Config is the part of the user's configuration that front ends need.
type Config struct {
	Mounts      []string          // where vault entries materialise: "~/secrets"
	Entries     []string          // vault entries besides those detected
	Inventories []InventorySource // lists of names in a remote backend
	Roles       []facts.Role      // what the repository is used as
}

// InventorySource is a file of the repository that lists the names a remote
// backend holds, one a line.
type InventorySource struct {
	Backend string // kv, infisical, gopass
	Mount   string // of a kv backend
	File    string // repository-relative
}

// Def adds a definition.
func (p *Part) Def(d facts.Def) { p.Defs = append(p.Defs, d) }

// Ref adds a reference.
func (p *Part) Ref(r facts.Ref) { p.Refs = append(p.Refs, r) }

// Mark adds a mark.
func (p *Part) Mark(kind facts.MarkKind, detector string, on facts.Symbol, at facts.Pos) {
	p.Marks = append(p.Marks, facts.Mark{Kind: kind, Detector: detector, On: on, At: at})
}

// Problem records that a file could not be used. The detail must not quote it.
func (p *Part) Problem(at facts.Pos, code facts.Fault, detail string) {
	p.Problems = append(p.Problems, facts.Problem{At: at, Code: code, Detail: detail})
}

// Skip counts files that were left out for a reason.
func (p *Part) Skip(why string, files int) {
	for i := range p.Skipped {
		if p.Skipped[i].Why == why {
			p.Skipped[i].Files += files
			return
		}
	}
	p.Skipped = append(p.Skipped, facts.Skip{Why: why, Files: files})
}

// Own declares the repository the authority for a kind of place.
func (p *Part) Own(cluster string, kinds ...facts.SymbolKind) {
	for _, k := range kinds {
		p.Owns = append(p.Owns, facts.Scope{Kind: k, Cluster: cluster})
	}
}

// Add appends everything another part says.
func (p *Part) Add(other Part) {
	p.Files += other.Files
	p.Documents += other.Documents
	p.Defs = joined(p.Defs, other.Defs)
	p.Refs = joined(p.Refs, other.Refs)
	p.Marks = append(p.Marks, other.Marks...)
	p.Problems = append(p.Problems, other.Problems...)
	for _, s := range other.Skipped {
		p.Skip(s.Why, s.Files)
	}
	p.Owns = append(p.Owns, other.Owns...)
	p.Unbuilt = append(p.Unbuilt, other.Unbuilt...)
	p.Ignores = append(p.Ignores, other.Ignores...)
}

// joined takes the second list over where the first is empty: one front end
// says most of what there is, and its lists are long. All others are copied, as
// the part of a file may be remembered for every tree that the file is in.
func joined[T any](list, more []T) []T {
	if len(list) == 0 {
		return slices.Clip(more)
	}
	return append(list, more...)
}

// Plays reports whether the repository is used in a role. A repository without
// declared roles plays all of them.
func (c Config) Plays(role facts.Role) bool {
	return len(c.Roles) == 0 || slices.Contains(c.Roles, role)
}
