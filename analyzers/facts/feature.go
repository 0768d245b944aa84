package facts

// Feature is a way to fetch secrets, or to keep them, that another store or
// operator may understand differently or not at all. It is the Detector of a
// MarkFeature.
type Feature string

// The features, in the words of External Secrets where it has one. Those of
// entries name the key that the entry makes, or as "dataFrom[0]" its place.
const (
	FeatureExtract    Feature = "extract"    // of an entry: takes all fields of one remote secret
	FeatureFindName   Feature = "find-name"  // of an entry: looks remote secrets up by an expression over their names
	FeatureFindPath   Feature = "find-path"  // of an entry: looks remote secrets up below a path
	FeatureFindTags   Feature = "find-tags"  // of an entry: looks remote secrets up by their tags
	FeatureRewrite    Feature = "rewrite"    // of an entry: renames the keys it took
	FeatureGenerator  Feature = "generator"  // of an entry: has a value made instead of fetched
	FeatureLease      Feature = "lease"      // of an entry: has an engine of Vault make the value
	FeatureDecoding   Feature = "decoding"   // of an entry: decodes what it took
	FeatureConversion Feature = "conversion" // of an entry: spells keys in a way of its own
	FeatureNullBytes  Feature = "null-bytes" // of an entry: says what becomes of a null byte
	FeatureVersion    Feature = "version"    // of an entry: asks for one version
	FeatureMetadata   Feature = "metadata"   // of an entry: asks for what is known about a secret, not for the secret
	FeatureParse      Feature = "parse"      // of an entry: a template takes its value apart, as JSON or YAML
	FeaturePush       Feature = "push"       // of an entry: writes remote secrets

	FeatureRename       Feature = "rename"            // a template gives an entry another key, and the key is named
	FeatureTemplate     Feature = "template"          // a template makes more of the entries than they are; the key it makes is named
	FeatureTemplateRef  Feature = "template-from"     // takes templates from other objects
	FeatureTemplateType Feature = "template-type"     // says of which type its Secret is
	FeatureTemplateMeta Feature = "template-metadata" // gives its Secret labels or annotations
	FeatureFunction     Feature = "function"          // a template calls a function that the Vault Secrets Operator does not have; the function is named
	FeatureFilter       Feature = "filter"            // takes only some fields of an entry
	FeatureOnce         Feature = "once"              // is fetched once and never again
	FeatureStill        Feature = "no-refresh"        // is fetched again neither after an interval nor when its text changes
	FeatureFrozen       Feature = "frozen"            // its Secret cannot be changed
	FeatureMerge        Feature = "merge"             // adds to a Secret of another writer
	FeatureOrphan       Feature = "orphan"            // leaves its Secret without an owner
	FeatureNothing      Feature = "no-secret"         // writes no Secret
	FeatureDelete       Feature = "delete"            // takes keys or the Secret away when the remote secret is gone
	FeatureRestart      Feature = "restart"           // restarts workloads itself
	FeatureAccount      Feature = "account"           // a login that acts as a ServiceAccount of the namespace it is used in; the account is named
	FeatureCredential   Feature = "credential"        // a login that reads a Secret of the namespace it is used in; the Secret is named
)
