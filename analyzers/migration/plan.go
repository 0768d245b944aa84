package migration

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Plan is what a move would do to a workspace. All slices are sorted.
type Plan struct {
	Move      Move
	Target    []facts.Symbol // stores called as the destination
	Retired   []facts.Symbol // stores that are left
	Products  []string       // what is left as a whole: products and kinds of places
	Graph     *graph.Graph   // that it was made of; nil in a plan made by hand
	Consumers []*Consumer    // whatever fetches from a store or a backend that is left, each once
	Blockers  []Fault        // what stands in the way of the move as a whole
	Waves     []Wave
	Values    []Value
	Residue   []Residue
	Unused    []string // entries of the map that send nothing anywhere
}

// Consumer is one thing that fetches secrets: an ExternalSecret, a PushSecret, a
// data source, a script.
type Consumer struct {
	Symbol     facts.Symbol
	At         facts.Pos // where a person would change what it fetches through
	Passages   []Passage
	Side       Side
	Writes     []facts.Symbol // places that it makes
	Readers    []facts.Symbol // what reads these
	References []*Reference
	Features   []Trait
	Verdict    Verdict
	Reasons    []Reason  // why it is not mechanical; of it as a whole, besides those of its references
	Version    string    // that its kind is named in after the move; empty where that stays
	Outdated   facts.Pos // where it names the version that this replaces
	Shape      Shape
	Wave       int // 1 is the first; 0 where it does not move

	byEntry map[string][]Trait    // features of entries
	byPlace map[facts.Pos][]Trait // the same by where they stand
}

// Passage is one place where a consumer names a store.
type Passage struct {
	At    facts.Pos // the store's name
	Store facts.Symbol
	To    facts.Symbol // the store that it would name after the move; empty where it stays
}

// Reference is one remote secret that a consumer asks for.
type Reference struct {
	At       facts.Pos    // the text that names the remote key
	Remote   facts.Symbol // as it is spelt: store, key, property
	Address  facts.Symbol // the same in the provider's own terms
	Receives []facts.Symbol
	To       Destination
	Verdict  Verdict
	Reasons  []Reason
}

// Trait is a feature that a consumer makes use of.
type Trait struct {
	Feature facts.Feature
	Entry   string // the entry it concerns; empty for the consumer as a whole
	At      facts.Pos
}

// Side tells through which end of the move a consumer fetches.
type Side string

// The sides.
const (
	SideLegacy Side = "legacy" // what is left, alone
	SideBoth   Side = "both"   // some of its secrets from either end
	SideTarget Side = "target" // the destination, alone
	SideOther  Side = "other"  // neither
)

// Verdict says what it takes to move a reference or consumer.
type Verdict string

// The verdicts, from the least to the most work.
const (
	Ready      Verdict = "ready"      // nothing to do
	Mechanical Verdict = "mechanical" // the exact change is known
	Unproven   Verdict = "unproven"   // so, but nobody says that the destination exists
	Reshape    Verdict = "reshape"    // a person must change how the secret is kept or asked for
	Blocked    Verdict = "blocked"    // it would break, or nobody says where it goes
)

// verdicts in the order of their weight.
var verdicts = []Verdict{Ready, Mechanical, Unproven, Reshape, Blocked}

// Reason is why a verdict is not better.
type Reason struct {
	Code    Code
	Verdict Verdict   // that it alone would give
	Text    string    // a sentence without its full stop
	At      facts.Pos // what to look at, if there is such a place
}

// Code names a reason for programs.
type Code string

// Wave is a set of consumers that move together.
type Wave struct {
	Number    int
	Consumers []facts.Symbol
	Why       string // what puts it at its place in the order
}

// Value is one secret, whatever it is called at either end.
type Value struct {
	Name    string       // its key or field, for a person
	Legacy  facts.Symbol // its address in what is left; empty if it has none
	Target  facts.Symbol // its address in the destination; empty if nobody says one
	Held    Held         // what inventories say
	Sources []facts.Symbol
	Readers []Reader
	State   State
}

// Held says which end is known to have a value.
type Held struct{ Legacy, Target bool }

// Reader is what finally has a value, and how it comes there.
type Reader struct {
	Symbol facts.Symbol
	Via    facts.Symbol // store or backend; empty for a value that needs none
	At     facts.Pos
}

// State is where a secret stands in the move.
type State string

// The states.
const (
	LegacyOnly State = "legacy only"
	Both       State = "both"
	TargetOnly State = "target only"
	Orphan     State = "orphan"         // it is kept, and nothing reads it
	NoStore    State = "needs no store" // a seed that the bootstrap hands over itself
)

// Residue is one place where what is left is still used or provided for, other
// than by a consumer in a cluster.
type Residue struct {
	Symbol facts.Symbol
	What   string // the sort of use, for a person
	At     facts.Pos
}

// Shape is what suits a consumer best, whatever the move is.
type Shape struct {
	Operator Operator // empty where there is nothing to choose
	Why      string   // a sentence without its full stop
	Notes    []Reason // what to look at before anything else delivers it
}

// Operator is what delivers a secret to where it is read.
type Operator string

// The operators.
const (
	ExternalSecrets Operator = "eso"
	VaultSecrets    Operator = "vso"
	Mirrored        Operator = "mirror"    // one producer, whose Secret is copied
	Directly        Operator = "terraform" // no operator: what builds the cluster hands it over
)
