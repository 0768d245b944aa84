package migration

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// circumstance is what a verdict depends on: how a reference is addressed at
// both ends, or a facts.Feature that it or its consumer makes use of.
type circumstance string

// The circumstances that are no features. A field is what a store calls property.
const (
	isScalar     circumstance = "scalar"      // asks for a value, and for a field then
	isWhole      circumstance = "whole"       // asks for no field, neither now nor then
	isKept       circumstance = "kept"        // asks for a field, and for the same one then
	isNamed      circumstance = "named"       // the map says where this very field goes
	isSwapped    circumstance = "swapped"     // asks for a field, and for another one or none then
	isFromEntry  circumstance = "from-entry"  // takes all fields; nobody said that the destination has them one by one
	isFromMap    circumstance = "from-map"    // takes all fields, of an entry that the map names
	isFromField  circumstance = "from-field"  // takes all fields, and those of a document in a field then
	isStaying    circumstance = "staying"     // stays where it is, only another operator asks for it
	isLater      circumstance = "later"       // its name holds a variable
	isColliding  circumstance = "colliding"   // another secret goes to the same place
	isPushWhole  circumstance = "push-whole"  // writes without naming a field
	isSeed       circumstance = "once-seed"   // fetched once, as a seed that others take over
	isRisky      circumstance = "delete-risk" // taken away when nothing is found, and the destination is unproven
	isStatic     circumstance = "static"      // an object of the Vault Secrets Operator that reads an entry
	isLeased     circumstance = "leased"      // one that has an engine of Vault make what it writes
	isOwnFetcher circumstance = "own-fetcher" // an object of the product's own operator
	isInValues   circumstance = "in-values"   // stands in the values of a chart
)

// row is the judgement of one circumstance in a move from one product to
// another. The first row that fits is the judgement.
type row struct {
	when     circumstance
	from, to string // products; "*" is any that is known, "=" in to the one that is left
	verdict  Verdict
	code     Code
	text     string // what to tell; {from}, {to} and {entry} stand for names. Empty where nothing changes
}

// The products by what they keep and how External Secrets asks them (2.9, the
// GetSecret and GetSecretMap of each provider).
const (
	keepsValues = "infisical aws gcpsm azurekv doppler gitlab bitwardensecretsmanager akeyless scaleway ibm oracle conjur"
	keepsFields = "vault kubernetes onepassword onepasswordSDK" // extract takes the fields of an item
	asksEntries = "vault kubernetes"                            // without a property: all fields as JSON
	asksValues  = keepsValues + " onepassword onepasswordSDK"
	noProperty  = "doppler bitwardensecretsmanager onepasswordSDK" // ignored
	noVersion   = "infisical doppler bitwardensecretsmanager gitlab kubernetes pulumi conjur"
	badVersion  = "onepassword onepasswordSDK" // refused
	noTags      = "infisical doppler bitwardensecretsmanager ibm"
	noMetadata  = "infisical doppler bitwardensecretsmanager gitlab onepassword onepasswordSDK akeyless scaleway oracle conjur"
)

// The codes of verdicts.
const (
	LostFeature   Code = "lost-feature"   // the destination has nothing like it
	BecomesActive Code = "becomes-active" // ignored so far, and obeyed then
	OtherShape    Code = "other-shape"    // the secret must be kept in another form
	Search        Code = "search"         // a search finds other names
	NoEffect      Code = "no-effect"      // an edit changes nothing by itself
	Deletion      Code = "deletion"       // an empty destination takes a Secret away
	BaseWriter    Code = "base-writer"    // another writer must stay
	Recheck       Code = "recheck"        // right only if the value is kept as it is
	Written       Code = "push"           // it writes to what is left
	Collision     Code = "collision"      // two secrets go to one place
	LaterName     Code = "later-name"     // a variable names the secret
	OtherOperator Code = "other-operator" // it becomes another kind of object
	InValues      Code = "in-values"      // its text stands in the values of a chart
	UnknownPair   Code = "unknown"        // not known to this version
)

// rows is everything known, the particular before the general.
var rows = slices.Concat(addressRows, featureRows, operatorRows)

// addressRows judge how a secret is named at both ends.
var addressRows = []row{
	{isScalar, asksValues, "vault kubernetes vso", Mechanical, "", ""},
	{isScalar, asksEntries, "vault kubernetes vso", Reshape, OtherShape, "asks for a whole entry as JSON, and would get one field of another"},
	{isScalar, "*", "*", Reshape, OtherShape, "{to} would look for {entry} inside of a JSON value"},
	{isWhole, "*", "=", Mechanical, "", ""},
	{isWhole, asksValues, "vault kubernetes vso", Reshape, OtherShape, "asks for one value, and would get all fields of an entry as JSON: name the field"},
	{isWhole, asksEntries, asksEntries, Mechanical, "", ""},
	{isWhole, asksEntries, keepsValues, Reshape, OtherShape, "the fields of the entry must become one JSON value"},
	{isWhole, asksValues, keepsValues, Mechanical, "", ""},
	{isNamed, "*", "*", Mechanical, "", ""},
	{isKept, "*", "=", Mechanical, "", ""},
	{isKept, noProperty, "vault kubernetes", Reshape, BecomesActive, "{from} ignores property, {to} would look for the field {entry}: name the field in the map"},
	{isKept, asksEntries, keepsValues, Reshape, OtherShape, "the fields of the entry must become one JSON value"},
	{isKept, "*", "vault kubernetes vso", Mechanical, "", ""},
	{isKept, keepsValues, keepsValues, Mechanical, "", ""},
	{isSwapped, noProperty, "vault", Mechanical, "", ""},
	{isSwapped, keepsValues, "vault vso", Reshape, OtherShape, "asks for {entry} in a JSON value, which {to} does not look into: keep its members as fields, and map the secret without a field"},
	{isSwapped, "*", "*", Reshape, OtherShape, "asks for the field {entry}, and would get another: map the field, or the entry without one"},
	{isFromEntry, "*", "=", Mechanical, "", ""},
	{isFromEntry, "vault kubernetes onepassword onepasswordSDK", "vault vso", Mechanical, "", ""},
	{isFromEntry, keepsValues, "vault vso", Reshape, OtherShape, "takes the members of a JSON value: the entry must have them as fields, which only the map can say"},
	{isFromEntry, "*", "*", Reshape, OtherShape, "takes all fields of an entry: they must become one JSON value"},
	{isFromMap, "*", "vault vso =", Mechanical, "", ""},
	{isFromMap, keepsValues, keepsValues, Mechanical, "", ""},
	{isFromMap, "*", "*", Reshape, OtherShape, "takes all fields of an entry: they must become one JSON value"},
	{isFromField, "bitwardensecretsmanager", "vault", Reshape, OtherShape, "takes the members of a text in YAML or JSON, of which {to} reads JSON only: keep them as fields, or as JSON"},
	{isFromField, keepsValues, "vault", Mechanical, Recheck, "takes the members of a JSON value: the field must hold the same JSON text"},
	{isFromField, "*", "vso", Blocked, LostFeature, "takes the members of a document, which {to} does not look into"},
	{isFromField, "*", "vault", Reshape, OtherShape, "takes all fields of an entry, and would take the members of one field: map the entry without a field"},
	{isFromField, "*", "*", Reshape, OtherShape, "takes all fields of an entry: they must become one JSON text in a field"},
	{isStaying, "*", "vso", Mechanical, "", ""},
	{isLater, "*", "*", Unproven, LaterName, "its name is filled in later, so that nobody can say where it goes"},
	{isColliding, "*", "*", Blocked, Collision, "goes to the same place as {entry}"},
}

// featureRows judge features between stores of External Secrets.
var featureRows = []row{
	{of(facts.FeatureExtract), "*", "*", Mechanical, "", ""}, // by its address
	{of(facts.FeatureFindTags), noTags, "*", Blocked, LostFeature, "{from} cannot be searched by tags: it finds nothing today"},
	{of(facts.FeatureFindTags), "*", noTags, Blocked, LostFeature, "{to} cannot be searched by tags"},
	{of(facts.FeatureFindTags), "*", "vso", Blocked, LostFeature, "{to} cannot search"},
	{of(facts.FeatureFindTags), "*", "*", Reshape, Search, "searches by tags: the entries of {to} must carry the same ones, and their names and values have another form"},
	{of(facts.FeatureFindName), "*", "vso", Blocked, LostFeature, "{to} cannot search"},
	{of(facts.FeatureFindName), "*", "=", Reshape, Search, "searches by name: what it finds is called after its path, which changes; take one entry by extract"},
	{of(facts.FeatureFindName), "*", "*", Reshape, Search, "searches by name: {to} answers with other names and whole entries; keep what is wanted in one entry and take it by extract"},
	{of(facts.FeatureFindPath), "*", "vso", Blocked, LostFeature, "{to} cannot search"},
	{of(facts.FeatureFindPath), "*", "*", Reshape, Search, "searches below a path, which means another thing to {to}: keep what is wanted in one entry and take it by extract"},
	{of(facts.FeatureVersion), badVersion, "*", Reshape, BecomesActive, "{from} refuses a version: remove it"},
	{of(facts.FeatureVersion), noVersion, noVersion, Mechanical, "", ""},
	{of(facts.FeatureVersion), noVersion, "*", Reshape, BecomesActive, "{from} ignores the version, {to} would obey it: remove it"},
	{of(facts.FeatureVersion), "vault", "vso", Mechanical, "", ""},
	{of(facts.FeatureVersion), "*", noVersion + " " + badVersion, Reshape, LostFeature, "{to} has no versions to ask for"},
	{of(facts.FeatureVersion), "*", "*", Reshape, OtherShape, "asks for one version: the destination counts its own"},
	{of(facts.FeatureMetadata), noMetadata, noMetadata, Mechanical, "", ""},
	{of(facts.FeatureMetadata), noMetadata, "*", Reshape, BecomesActive, "{from} ignores metadataPolicy, {to} would answer with what is known about the entry instead of the entry: remove it"},
	{of(facts.FeatureMetadata), "*", noMetadata, Reshape, LostFeature, "{to} does not tell what is known about a secret"},
	{of(facts.FeatureMetadata), "*", "vso", Reshape, LostFeature, "asks for what is known about the entry: a template must take it from .Metadata"},
	{of(facts.FeatureMetadata), "*", "*", Reshape, OtherShape, "asks for what is known about the secret: the destination must know the same"},
	{of(facts.FeatureDecoding), "*", "vso", Reshape, LostFeature, "decodes what it fetches: a template must do it"},
	{of(facts.FeatureDecoding), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureConversion), "*", "vso", Reshape, LostFeature, "spells keys in a way of its own: templates must name them"},
	{of(facts.FeatureConversion), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureNullBytes), "*", "vso", Reshape, LostFeature, "says what becomes of a null byte, which {to} does not ask"},
	{of(facts.FeatureNullBytes), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureRewrite), "*", "vso", Reshape, LostFeature, "renames the keys it took: templates must name them one by one"},
	{of(facts.FeatureRewrite), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureGenerator), "*", "vso", Blocked, LostFeature, "has a value made by a generator, which {to} does not know"},
	{of(facts.FeatureGenerator), "*", "*", Mechanical, "", ""}, // nothing to move
	{of(facts.FeatureLease), "*", "vso", Reshape, OtherOperator, "takes a lease of an engine: a VaultDynamicSecret renews it"},
	{of(facts.FeatureLease), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureParse), "*", "*", Mechanical, Recheck, "a template takes {entry} apart: what it gets must be the same document"},
	{of(facts.FeatureTemplate), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureRename), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureTemplateRef), "*", "vso", Reshape, OtherOperator, "takes templates from other objects: they become a SecretTransformation"},
	{of(facts.FeatureTemplateRef), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureTemplateType), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureTemplateMeta), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureFunction), "*", "vso", Blocked, LostFeature, "a template calls {entry}, which {to} does not have"},
	{of(facts.FeatureFunction), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureFilter), "*", "*", Mechanical, "", ""},
	{isSeed, "*", "*", Reshape, NoEffect, "is fetched once, as a seed: an edit has no effect until it is made anew, and who took the Secret over keeps it"},
	{of(facts.FeatureOnce), "*", "vso", Reshape, LostFeature, "is fetched once and never again: {to} fetches whenever it starts"},
	{of(facts.FeatureOnce), "*", "*", Blocked, NoEffect, "is fetched once and never again: an edit has no effect until it is made anew"},
	{of(facts.FeatureStill), "*", "vso", Mechanical, "", ""},
	{of(facts.FeatureStill), "*", "*", Blocked, NoEffect, "its interval is zero: an edit has no effect until it is made anew or given an interval"},
	{of(facts.FeatureFrozen), "*", "vso", Reshape, LostFeature, "{to} does not make a Secret immutable"},
	{of(facts.FeatureFrozen), "*", "*", Reshape, NoEffect, "its Secret is immutable: it keeps what it has until it is deleted, and a wrong destination would not show"},
	{of(facts.FeatureMerge), "*", "vso", Blocked, LostFeature, "adds to a Secret of another writer, all of which {to} would replace"},
	{of(facts.FeatureMerge), "*", "*", Mechanical, BaseWriter, "adds to a Secret whose other writer must stay"},
	{of(facts.FeatureOrphan), "*", "vso", Reshape, LostFeature, "leaves its Secret without an owner: {to} would own it"},
	{of(facts.FeatureOrphan), "*", "*", Mechanical, "", ""},
	{of(facts.FeatureNothing), "*", "vso", Blocked, LostFeature, "writes no Secret, and {to} always does"},
	{of(facts.FeatureNothing), "*", "*", Mechanical, "", ""},
	{isRisky, "*", "*", Reshape, Deletion, "takes keys or the Secret away when nothing is found, and nobody says that the destination exists: set deletionPolicy to Retain while it moves"},
	{of(facts.FeatureDelete), "*", "vso", Reshape, LostFeature, "takes keys or the Secret away when nothing is found, and {to} keeps them"},
	{of(facts.FeatureDelete), "*", "*", Mechanical, "", ""},
	{of(facts.FeaturePush), "*", "vso", Blocked, LostFeature, "writes secrets, and {to} only reads"},
	{of(facts.FeaturePush), "*", "vault", Reshape, Written, "writes to what is left: drop it where the value has its source elsewhere; else {to} takes it only into an entry that is new or marked as managed by external-secrets"},
	{of(facts.FeaturePush), "*", "*", Reshape, Written, "writes to what is left: drop it where the value has its source elsewhere"},
	{isPushWhole, "*", "vault", Reshape, OtherShape, "names no field to write, without which {to} takes nothing but whole entries"},
	{isPushWhole, "*", "*", Mechanical, "", ""},
	{isInValues, "*", "*", Mechanical, InValues, "stands in the values of a chart and is changed there"},
}

// operatorRows judge objects of other operators than External Secrets.
var operatorRows = []row{
	{isStatic, "vso", "vso", Mechanical, "", ""},
	{isStatic, "vso", "*", Reshape, OtherOperator, "becomes an ExternalSecret: path and fields stay as they are named"},
	{isLeased, "vso", "vso", Mechanical, "", ""},
	{isLeased, "vso", "*", Blocked, LostFeature, "has an engine of Vault make what it writes, which no store hands out"},
	{isOwnFetcher, "*", "*", Reshape, OtherOperator, "an operator of {from} reads it: it becomes an object of {to}'s"},
	{of(facts.FeatureRestart), "vso", "vso", Mechanical, "", ""},
	{of(facts.FeatureRestart), "vso", "*", Reshape, LostFeature, "restarts its readers itself: after the move something else must"},
}

func of(feature facts.Feature) circumstance { return circumstance(feature) }

// titles are what products are called. What is not here is not known.
var titles = map[string]string{
	"vault": "Vault", "vso": "the Vault Secrets Operator", "infisical": "Infisical", "aws": "AWS", "gcpsm": "Secret Manager of Google",
	"azurekv": "Azure Key Vault", "doppler": "Doppler", "gitlab": "GitLab", "bitwardensecretsmanager": "Bitwarden", "akeyless": "Akeyless",
	"scaleway": "Scaleway", "ibm": "IBM", "oracle": "Oracle", "conjur": "Conjur", "kubernetes": "Kubernetes", "onepassword": "1Password",
	"onepasswordSDK": "1Password", "pulumi": "Pulumi",
}

// judgement is the first row for a circumstance between two products, or nil.
func judgement(when circumstance, from, to string) *row {
	if titles[from] == "" || titles[to] == "" {
		return nil
	}
	for i := range rows {
		r := &rows[i]
		if r.when == when && lists(r.from, from) && (lists(r.to, to) || from == to && lists(r.to, "=")) {
			return r
		}
	}
	return nil
}

// lists reports whether a list of products has one.
func lists(list, product string) bool {
	return list == "*" || slices.Contains(strings.Fields(list), product)
}

// word fills in what a row tells.
func (r *row) word(from, to, entry string) string {
	return strings.NewReplacer("{from}", titles[from], "{to}", titles[to], "{entry}", entry).Replace(r.text)
}
