// Package facts is the object file of tazlint: what one repository defines,
// what it refers to and where literals stand, by name and place only.
//
// An Object is made by package analyzers from one repository and linked with
// others by package graph. No field of it can hold a secret's value: places are
// Symbols, properties are enums, bools and numbers.
package facts

// Format is the version of the object format this package writes. A reader
// refuses a newer one and reads every older one.
const Format = 1

// Object is what one repository contributes to the secret flow.
type Object struct {
	Format   int      `json:"format"`
	Tool     string   `json:"tool"`
	Repo     string   `json:"repo"`
	Revision string   `json:"revision,omitempty"`
	Roles    []Role   `json:"roles"`
	Ran      []Run    `json:"ran"`
	Owns     []Scope  `json:"owns,omitempty"`
	Coverage Coverage `json:"coverage"`
	Defs     []Def    `json:"defs"`
	Refs     []Ref    `json:"refs"`
	Marks    []Mark   `json:"marks"`
	Ignores  []Ignore `json:"ignores"`
}

// Role is the part a repository plays in the layered model.
type Role string

// The roles: where secrets rest, what bootstraps clusters from them, and what
// the clusters run.
const (
	RoleVault     Role = "vault"
	RoleBootstrap Role = "bootstrap"
	RoleGitOps    Role = "gitops"
)

// Run says that an analyzer looked at the repository. An absent Run makes its
// symbols unknown rather than undefined.
type Run struct {
	Analyzer string `json:"analyzer"`
	Version  int    `json:"version"`
	Files    int    `json:"files"` // files it understood
}

// Scope is a set of places the repository is the authority for: every
// definition of that kind which the repository could give is in the object.
type Scope struct {
	Kind    SymbolKind `json:"kind"`
	Cluster string     `json:"cluster,omitempty"` // AnyCluster when it serves whatever is linked
}

// Pos is a place in a source file: repository name, slash separated path inside
// it, 1-based line and column (in bytes), and the exclusive end.
type Pos struct {
	Repo    string `json:"repo,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Col     int    `json:"col,omitempty"`
	EndLine int    `json:"endLine,omitempty"`
	EndCol  int    `json:"endCol,omitempty"`
}

// Def says that something produces a place.
type Def struct {
	Symbol Symbol `json:"symbol"`
	Kind   Kind   `json:"kind"`         // what sort of thing produces it
	Keys   KeySet `json:"keys"`         // keys of the place
	At     Pos    `json:"at"`           // where a person would edit the name
	By     Symbol `json:"by,omitempty"` // the producing thing, when it is itself a symbol
	Traits Traits `json:"traits"`
}

// Ref says that From needs, reads or names To.
type Ref struct {
	From    Symbol `json:"from"`
	To      Symbol `json:"to"`
	Rel     Rel    `json:"rel"`
	At      Pos    `json:"at"`              // the text that names To, its key where it has one
	NameAt  Pos    `json:"nameAt,omitzero"` // the text that names To's place, where that is another
	Weak    bool   `json:"weak,omitempty"`
	Unknown Reason `json:"unknown,omitempty"` // why the analyzer itself cannot say what To is
	Opened  bool   `json:"opened,omitempty"`  // From gets the content of the file whose path To holds
}

// Mark says that something worth a rule's attention stands at a place.
type Mark struct {
	Kind     MarkKind `json:"kind"`
	Detector string   `json:"detector,omitempty"` // what found it: a pattern's id, a provider's name
	On       Symbol   `json:"on,omitempty"`       // what it belongs to; its key names the field
	At       Pos      `json:"at"`
	Count    int      `json:"count,omitempty"`  // how many places of the file it stands for, if more than one
	Commit   string   `json:"commit,omitempty"` // that brought the text at At, where it was read from history
	Date     string   `json:"date,omitempty"`   // of the commit, YYYY-MM-DD
	Stands   Pos      `json:"stands,omitzero"`  // where the same text stands today, of one from history
	Sample   bool     `json:"sample,omitempty"` // stands in what shows, tests or explains
}

// Ignore is a suppression that a repository's files declare.
type Ignore struct {
	At     Pos      `json:"at"`               // the comment or entry
	Line   int      `json:"line,omitempty"`   // the line it covers, besides its own
	Rules  []string `json:"rules"`            // ids or categories
	Reason string   `json:"reason"`           // empty when missing
	Until  string   `json:"until,omitempty"`  // YYYY-MM-DD
	Tool   string   `json:"tool,omitempty"`   // whose syntax it has, if not tazlint's own
	Commit string   `json:"commit,omitempty"` // whose text of the file it stands in, where that was read from history
	Covers []Pos    `json:"covers,omitempty"` // places it covers instead of lines, when another tool's entry was matched
}

// Traits are properties of a definition: enums, bools and numbers, so that no
// value can slip into an object.
type Traits struct {
	Possible   bool      `json:"possible,omitempty"`   // may produce the place; unknown output
	Unlisted   bool      `json:"unlisted,omitempty"`   // stands in a manifest that nothing applies
	Encrypted  bool      `json:"encrypted,omitempty"`  // SOPS, sealed
	Ownership  Ownership `json:"ownership,omitempty"`  // how it shares the place with other writers
	KVVersion  int       `json:"kvVersion,omitempty"`  // of a Vault-backed store
	Ground     bool      `json:"ground,omitempty"`     // exists before any cluster does
	Suspended  bool      `json:"suspended,omitempty"`  // never reconciled
	Waits      bool      `json:"waits,omitempty"`      // ready only when its objects are
	Listed     bool      `json:"listed,omitempty"`     // it waits only for the objects that it lists
	Path       bool      `json:"path,omitempty"`       // the variable holds a file's path, not its content
	External   bool      `json:"external,omitempty"`   // supplied from outside, e.g. a CI secret
	Unserved   bool      `json:"unserved,omitempty"`   // a version its operator no longer serves
	Sensitive  bool      `json:"sensitive,omitempty"`  // a secret: declared, made or opened as one, or called so
	Fields     Vintage   `json:"fields,omitempty"`     // of an API: how its release compares with those known
	Persisted  bool      `json:"persisted,omitempty"`  // what it is made of is kept, readable, in the state of Terraform or in a file it makes
	HasDefault bool      `json:"hasDefault,omitempty"` // a variable that need not be given
	Guarded    bool      `json:"guarded,omitempty"`    // lets in only what it admits
	CallsBack  bool      `json:"callsBack,omitempty"`  // a login that its server checks by asking the cluster's API
	Verbatim   bool      `json:"verbatim,omitempty"`   // has all fields of the entry it derives from, besides its keys
	Rotation   Rotation  `json:"rotation,omitempty"`   // how its value is renewed
	Generated  bool      `json:"generated,omitempty"`  // its value is made up at random, not given
}

// Coverage says what was read, so that silence can be trusted.
type Coverage struct {
	Files     int       `json:"files"`     // files listed
	Documents int       `json:"documents"` // documents and blocks understood
	Skipped   []Skip    `json:"skipped,omitempty"`
	Problems  []Problem `json:"problems,omitempty"`
	Unbuilt   []string  `json:"unbuilt,omitempty"` // clusters of which a build failed; "*" may be any
}

// Skip counts files left out for one reason.
type Skip struct {
	Why   string `json:"why"` // binary, too large, excluded, vendored, ...
	Files int    `json:"files"`
}

// Problem is a file that could not be read or understood. Detail never quotes
// the file. Told problems are also reported by a rule.
type Problem struct {
	At     Pos    `json:"at"`
	Code   Fault  `json:"code"`
	Detail string `json:"detail"`
	Told   bool   `json:"told,omitempty"`
}
