package facts

// Feature is a way to fetch secrets, or to keep them, that another store or
// operator may understand differently or not at all. It is the Detector of a
// MarkFeature.
type Feature string

// The features, in the words of External Secrets where it has one.
const (
	FeatureExtract     Feature = "extract"       // takes all fields of one remote secret
	FeatureFindName    Feature = "find-name"     // looks remote secrets up by an expression over their names
	FeatureFindPath    Feature = "find-path"     // looks remote secrets up below a path
	FeatureFindTags    Feature = "find-tags"     // looks remote secrets up by their tags
	FeatureRewrite     Feature = "rewrite"       // renames the keys it took
	FeatureGenerator   Feature = "generator"     // has a value made instead of fetched
	FeatureDecoding    Feature = "decoding"      // decodes what it took
	FeatureVersion     Feature = "version"       // asks for one version
	FeatureMetadata    Feature = "metadata"      // asks for what is known about a secret, not for the secret
	FeatureTemplate    Feature = "template"      // makes its keys of templates
	FeatureTemplateRef Feature = "template-from" // takes templates from other objects
	FeatureParse       Feature = "parse"         // a template takes a remote value apart, as JSON or YAML
	FeatureFunction    Feature = "function"      // a template calls a function that the Vault Secrets Operator does not have
	FeatureOnce        Feature = "once"          // is fetched once and never again
	FeatureFrozen      Feature = "frozen"        // its Secret cannot be changed
	FeatureMerge       Feature = "merge"         // adds to a Secret of another writer
	FeatureOrphan      Feature = "orphan"        // leaves its Secret without an owner
	FeatureDelete      Feature = "delete"        // takes keys or the Secret away when the remote secret is gone
	FeaturePush        Feature = "push"          // writes remote secrets
)
