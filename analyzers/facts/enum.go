package facts

// Kind is the sort of thing that produces a place.
type Kind string

// The producers.
const (
	KindManifest       Kind = "manifest"        // the object itself stands in a manifest
	KindExternalSecret Kind = "external-secret" // ExternalSecret, ClusterExternalSecret
	KindVaultSecret    Kind = "vault-secret"    // Vault Secrets Operator
	KindInfisical      Kind = "infisical-secret"
	KindCertificate    Kind = "certificate" // cert-manager: Certificate, ingress and gateway shim, account keys
	KindDatabase       Kind = "database"    // users and certificates a database operator makes
	KindGenerator      Kind = "generator"   // kustomize secretGenerator, configMapGenerator
	KindMirror         Kind = "mirror"      // a copy made by reflector, replicator or a policy
	KindChart          Kind = "chart"       // a Helm release whose output is not rendered
	KindOperator       Kind = "operator"    // any other operator
	KindTerraform      Kind = "terraform"
	KindScript         Kind = "script"
	KindAnsible        Kind = "ansible"
	KindEntry          Kind = "entry"     // declared by the operator's vault
	KindInventory      Kind = "inventory" // listed by an inventory file
	KindScope          Kind = "scope"     // a set of names: substitution or template variables
	KindExtern         Kind = "extern"    // declared in the configuration
	KindController     Kind = "controller"
	KindPolicy         Kind = "policy" // a policy that says who may do what
)

// Rel is the relation of a reference: From <rel> To.
type Rel string

// The relations. Needs tells which of them must be satisfied before From works.
const (
	RelConsumes      Rel = "consumes"      // reads a Secret or ConfigMap at run time
	RelAuthenticates Rel = "authenticates" // logs in with a Secret: stores, sources, issuers
	RelStore         Rel = "store"         // fetches through a store or generator
	RelDerives       Rel = "derives"       // From's value is made of To's value
	RelFetches       Rel = "fetches"       // asks a store for To, a remote key; what receives it says so by RelDerives at the same place
	RelExtends       Rel = "extends"       // From has, besides its own, all keys of To
	RelBackend       Rel = "backend"       // a store's provider and mount: kv:secret, infisical:/path, backend:aws
	RelDependsOn     Rel = "depends-on"    // ordered after
	RelOrigin        Rel = "origin"        // a unit's files come from
	RelSubstitutes   Rel = "substitutes"   // ${NAME} in an object
	RelAppliedBy     Rel = "applied-by"    // an object is applied by a unit
	RelContacts      Rel = "contacts"      // talks to a host
	RelWithin        Rel = "within"        // lives in a namespace
	RelReads         Rel = "reads"         // a script or module reads a vault file or variable
	RelRunsAs        Rel = "runs-as"       // uses a ServiceAccount
	RelKind          Rel = "kind"          // is a custom resource of an API
	RelAdmits        Rel = "admits"        // a guarded store or login lets in a namespace, a grant an object, a role a claim
	RelOpens         Rel = "opens"         // a grant opens a Secret to what it admits
	RelHolds         Rel = "holds"         // keeps what it read at its start: in its environment or a single file
	RelRestarts      Rel = "restarts"      // restarts a workload when the Secret that it writes changes
	RelWatches       Rel = "watches"       // is restarted when a Secret changes
	RelKept          Rel = "kept"          // the state of a module is that of a layer, which a backend keeps
	RelApplies       Rel = "applies"       // a script applies a layer; From's key says when: the number of a run, a dot, that of the step in it
	RelAssumes       Rel = "assumes"       // logs in to Vault as a role, or has its engine issue by one
	RelCarries       Rel = "carries"       // a role or token of Vault has a policy
	RelGrants        Rel = "grants"        // a policy grants a capability on a path of Vault's API
	RelCalls         Rel = "calls"         // needs a capability on a path of Vault's API
	RelPresents      Rel = "presents"      // a login or request says a claim of itself
	RelBears         Rel = "bears"         // acts under an identity, with the right that is its key
	RelAssigns       Rel = "assigns"       // gives a device an identity by means of an OAuth client
)

// Ownership is how a producer shares a place with other writers.
type Ownership string

// The ways to share; the zero value owns the place alone.
const (
	OwnsAlone   Ownership = ""
	OwnsMerged  Ownership = "merge"  // adds keys to what another writer made
	OwnsSeed    Ownership = "seed"   // creates it once, others take over
	OwnsAdopted Ownership = "adopts" // takes over or is taken over by agreement
	OwnsNothing Ownership = "none"   // declares the place, writes nothing
	OwnsChange  Ownership = "change" // deletes or changes what another writer made, and answers nobody who reads it
)

// Rotation is how a producer renews the value of a place after it was written.
type Rotation string

// The ways to renew; the zero value writes once, or says nothing.
const (
	RotatesNever  Rotation = ""
	RotatesSource Rotation = "source" // follows its source: a change there arrives within an interval
	RotatesExpiry Rotation = "expiry" // is replaced before it expires: leases, certificates
	RotatesRerun  Rotation = "rerun"  // a later run of the program that made it may make another
)

// Comparison is how a claim that is admitted is compared with one that is
// presented.
type Comparison string

// The comparisons.
const (
	CompareIs    Comparison = "is"    // the same text
	CompareLike  Comparison = "like"  // "*" stands for any text
	ComparePlain Comparison = "plain" // so, but no name that holds a "*" itself
	CompareNone  Comparison = "none"  // whoever says such a claim is refused
)

// Vintage compares the release of an operator that runs with those whose fields
// and kinds are known to this build.
type Vintage string

// The vintages; the zero value compares nothing.
const (
	VintageRead    Vintage = "read"    // its fields are known
	VintageNewer   Vintage = "newer"   // it may have fields that are not
	VintageBuiltIn Vintage = "builtin" // no operator's: a kind of Kubernetes itself
)

// Reason is why a reference is unknown.
type Reason string

// The reasons, in the words of the summary.
const (
	OwnerNotLinked   Reason = "owner not linked"
	ChartNotRendered Reason = "chart not rendered"
	BuildFailed      Reason = "build failed"
	TemplatedName    Reason = "templated name"
	PossibleProducer Reason = "possible producer"
	RemoteSource     Reason = "remote source"
	DeclaredExtern   Reason = "declared extern"
	NotFollowed      Reason = "not followed" // dynamic code: eval, computed names
	NoInventory      Reason = "no inventory" // the content of a remote backend
	OutsideProcess   Reason = "environment of the operator"
)

// MarkKind is what a Mark is about.
type MarkKind string

// The kinds of mark.
const (
	MarkCredential       MarkKind = "credential"        // a known credential format
	MarkPlaintextSecret  MarkKind = "plaintext-secret"  // literal data in a Secret manifest
	MarkInlineCredential MarkKind = "inline-credential" // a literal in a secret-named field
	MarkWeakPlaceholder  MarkKind = "weak-placeholder"  // the literal is a well-known default
	MarkUnencrypted      MarkKind = "unencrypted"       // a value that must be encrypted and is not; Detector = whose rule says so
	MarkMasked           MarkKind = "masked"            // text no report may show; Detector = the kind of the mark that tells of it, where another one would too
	MarkEntry            MarkKind = "entry"             // text that becomes the value of On
	MarkMissingFile      MarkKind = "missing-file"      // On = the file that does not exist
	MarkUnlisted         MarkKind = "unlisted"          // On = the manifest or directory nothing applies
	MarkDisabled         MarkKind = "disabled"          // unlisted on purpose: commented out
	MarkInvalidYAML      MarkKind = "invalid-yaml"      // a live manifest that does not parse
	MarkInvalidObject    MarkKind = "invalid-object"    // Detector = what is wrong with the field that is On's key
	MarkRetiredVersion   MarkKind = "retired-version"   // Detector = the release of the provider that no longer serves it
	MarkBackendUse       MarkKind = "backend-use"       // Detector = provider whose tooling is used
	MarkDrift            MarkKind = "drift"             // Detector = a setting of On that must agree with its twin and does not
	MarkNameless         MarkKind = "nameless"          // Detector = a service that On must log in to and names no Secret for
	MarkMisplaced        MarkKind = "misplaced"         // Detector = the tool that does not look for its annotation here
	MarkExposed          MarkKind = "exposed"           // a secret, On, where others see it; Detector = where: argv, output, trace, disk, environment
	MarkUnverified       MarkKind = "unverified"        // Detector = the setting by which a check is off
	MarkUnignored        MarkKind = "unignored"         // On = a file of the working tree that will hold secrets and that git would take
	MarkCommitted        MarkKind = "committed"         // On = a file that git holds; Detector = the sort of secret material it is
	MarkLost             MarkKind = "lost"              // a secret, On, that a script damages or drops; Detector = how
	MarkUnexported       MarkKind = "unexported"        // On = a variable of a script that a child needs; Detector = the child
	MarkContradiction    MarkKind = "contradiction"     // Detector = the property of the credential On that its use contradicts
	MarkRegistered       MarkKind = "registered"        // Detector = the network outside of the cluster that On joins
	MarkReleased         MarkKind = "released"          // Detector = what the script On removes: a network's members, or the cluster
	MarkInverted         MarkKind = "inverted"          // Detector = the backend that On configures from inside of a cluster
	MarkMoving           MarkKind = "moving"            // On needs, in its key, a version that changes under its name; Detector = that name
	MarkCopied           MarkKind = "copied"            // On = what repeats a Secret or text of others; Detector = how: generated, pasted
	MarkWrongLayer       MarkKind = "wrong-layer"       // Detector = where On belongs: gitops, bootstrap
	MarkFeature          MarkKind = "feature"           // Detector = the Feature with which On fetches, or makes of what it fetches; On's key names the entry it concerns
)

// IsLiteral reports whether such a mark stands at a single value that a file
// holds and should not.
func (k MarkKind) IsLiteral() bool {
	switch k {
	case MarkCredential, MarkPlaintextSecret, MarkInlineCredential, MarkWeakPlaceholder, MarkUnencrypted:
		return true
	}
	return false
}

// Fault is why a file could not be used.
type Fault string

// The faults.
const (
	FaultUnreadable Fault = "unreadable"
	FaultSyntax     Fault = "syntax"
	FaultTooLarge   Fault = "too-large"
	FaultTooDeep    Fault = "too-deep"
	FaultBuild      Fault = "build-failed"
)
