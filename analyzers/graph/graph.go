// Package graph is the linker of tazlint: it joins the objects of several
// repositories into one graph of the secret flow and decides for every
// reference whether it is resolved, undefined or unknown.
//
// Undefined is a proof: the repositories that could define the place are
// linked, the analyzers that would say so ran, nothing with unknown output could
// produce it, and nothing does. Everything short of that is unknown, with its
// reason.
package graph

import "github.com/tazzo/tazlint/analyzers/facts"

// State is the answer to "does something define what this names?".
type State string

// The three answers.
const (
	Resolved  State = "resolved"
	Undefined State = "undefined"
	Unknown   State = "unknown"
)

// Graph is the linked secret flow. All slices are sorted and must not be
// changed.
type Graph struct {
	Nodes      map[facts.Symbol]*Node
	Edges      []*Edge
	Duplicates []*Duplicate
	Unused     []*Node
	Cycles     []*Cycle
	Disorders  []*Disorder
	Denials    []*Denial
	Drifts     []*Drift
	Stale      []*Stale
	Misfires   []*Misfire
	Copies     []*Copy
	Rooted     []*Rooted
	Unopened   []*Unopened
	Kept       []*Keep
	Unpinned   []*Unpinned
	Externs    []*Extern
	Marks      []*Mark
	Ignores    []facts.Ignore
	Objects    []*facts.Object // as linked, sorted by repository

	out    map[facts.Symbol][]*Edge
	in     map[facts.Symbol][]*Edge
	byID   map[string]*Edge
	placed []*Edge // all, by where they stand

	reaches map[facts.Symbol][]*Edge
}

// Extern is a declared outside definition and whether anything needed it.
type Extern struct {
	ID string
	facts.Def
	Used bool
}

// Node is one symbol without its key: a Secret, a store, a workload, a file of
// the vault.
type Node struct {
	ID      facts.Symbol
	Repo    string       // of the first definition, else of the first reference
	At      facts.Pos    // likewise
	Keys    facts.KeySet // of all definitions together
	Defs    []facts.Def  // live definitions, sorted; empty for undefined places
	Backend facts.Symbol // of a store: its provider and mount
}

// Edge is one reference after linking.
type Edge struct {
	ID       string       // stable across runs and unrelated edits
	From, To facts.Symbol // with clusters decided and remote keys in the provider's terms
	Rel      facts.Rel
	At       facts.Pos
	Weak     bool
	Opened   bool // From gets the content of the file whose path To holds
	State    State
	Reason   facts.Reason // of an unknown edge
	Open     bool         // resolved, but only because the key set is not exact

	Missing  Missing   // of an undefined edge: what is not there
	Known    []string  // names that would have been right: keys, stores, namespaces
	Nearest  string    // the one of them that was probably meant
	Unlisted facts.Pos // a definition that exists but is applied by nothing
	Cause    *Mark     // the mark of that manifest, or of the directory around it

	Backend  facts.Symbol // of edges through a store: the store's backend
	Misshape string       // of edges to a remote key: what is wrong with its shape
}

// Missing says what an undefined edge lacks.
type Missing string

// What can be missing.
const (
	MissingStore      Missing = "store"
	MissingSecret     Missing = "secret"
	MissingNamespace  Missing = "namespace" // it exists, but in other namespaces (Known)
	MissingKey        Missing = "key"
	MissingVariable   Missing = "variable"          // substitution
	MissingTemplate   Missing = "template-variable" // of an ExternalSecret's template
	MissingEntry      Missing = "entry"             // vault file or environment variable
	MissingCopy       Missing = "decrypted-copy"    // of an entry that rests in a store of encrypted files (Known)
	MissingDependency Missing = "dependency"        // unit, origin
	MissingKind       Missing = "kind"              // of a custom resource: nothing provides it
	MissingVersion    Missing = "version"           // of a kind: what provides it does not serve it
	MissingRemote     Missing = "remote-key"        // absent from the inventory
	MissingIdentity   Missing = "identity"          // a tag that no policy owns
	MissingRight      Missing = "right"             // of an identity: what it may not do
)

// Mark is a facts.Mark with an identity.
type Mark struct {
	ID string
	facts.Mark
	Feeds   []Step        // of a literal: what finally has it, and where that names it; sorted
	Needed  []*Edge       // references left undefined because nothing applies what is marked
	Vintage facts.Vintage // of the release that provides the kind of the object it is on
	Against facts.Symbol  // what the mark is at odds with, where it is a fault only beside something else
}

// Duplicate is a place that several writers own alone.
type Duplicate struct {
	ID      string
	Symbol  facts.Symbol
	Writers []facts.Def // sorted by position
	Keys    []string    // keys that more than one of them writes
	Split   bool        // they are one object by name, declared twice and differently
	Apart   bool        // they write Secrets of one name in two namespaces: one value, two authorities
	Looped  bool        // the first fetches it from where the last writes it
	Changed bool        // the last of them deletes or changes what the first keeps applying
}

// Cycle is a shortest circle of needs among things that can never start.
type Cycle struct {
	ID    string
	Steps []*Edge      // each From needs its To; the last To is the first From
	Seed  facts.Symbol // the place that something outside would have to define
}

// Step is one hop of a path, for a reader.
type Step struct {
	Symbol facts.Symbol
	Rel    facts.Rel // relation to the next step
	At     facts.Pos
}

// Out returns the edges that start at a symbol or at one of its keys.
func (g *Graph) Out(s facts.Symbol) []*Edge { return g.out[s.Place()] }

// In returns the edges that end at a symbol or at one of its keys.
func (g *Graph) In(s facts.Symbol) []*Edge { return g.in[s.Place()] }

// Edge returns the edge with an id, or nil.
func (g *Graph) Edge(id string) *Edge { return g.byID[id] }

// Reaches returns what a store or release needs to reach a host of a private
// network: of the store, the release that joins that network; of the release,
// the Secrets that it logs in with.
func (g *Graph) Reaches(s facts.Symbol) []*Edge { return g.reaches[s] }
