package kinds

import (
	"fmt"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// featureRow is a field that says how a secret is fetched or kept.
type featureRow struct {
	at      string // fields, with dots between
	is      string // the text that says so; empty for any
	not     string // the text that says nothing, being the default
	feature facts.Feature
}

// entryFeatures are the fields of one remote reference (external-secrets 2.9,
// ExternalSecretDataRemoteRef and ExternalSecretFind).
var entryFeatures = []featureRow{
	{at: "version", feature: facts.FeatureVersion},
	{at: "metadataPolicy", is: "Fetch", feature: facts.FeatureMetadata},
	{at: "decodingStrategy", not: "None", feature: facts.FeatureDecoding},
	{at: "conversionStrategy", not: "Default", feature: facts.FeatureConversion},
	{at: "nullBytePolicy", not: "Ignore", feature: facts.FeatureNullBytes},
}

// deliveryFeatures are those of the spec of an ExternalSecret.
var deliveryFeatures = []featureRow{
	{at: "refreshPolicy", is: "CreatedOnce", feature: facts.FeatureOnce},
	{at: "target.immutable", is: "true", feature: facts.FeatureFrozen},
	{at: "target.creationPolicy", is: "Merge", feature: facts.FeatureMerge},
	{at: "target.creationPolicy", is: "CreateOrMerge", feature: facts.FeatureMerge},
	{at: "target.creationPolicy", is: "Orphan", feature: facts.FeatureOrphan},
	{at: "target.creationPolicy", is: "None", feature: facts.FeatureNothing},
	{at: "target.deletionPolicy", is: "Delete", feature: facts.FeatureDelete},
	{at: "target.deletionPolicy", is: "Merge", feature: facts.FeatureDelete},
	{at: "target.template.type", not: "Opaque", feature: facts.FeatureTemplateType},
	{at: "target.template.metadata", feature: facts.FeatureTemplateMeta},
}

// vaultFeatures are those of the Vault Secrets Operator (1.4).
var vaultFeatures = []featureRow{
	{at: "version", feature: facts.FeatureVersion},
	{at: "rolloutRestartTargets", feature: facts.FeatureRestart},
	{at: "destination.type", not: "Opaque", feature: facts.FeatureTemplateType},
	{at: "destination.labels", feature: facts.FeatureTemplateMeta},
	{at: "destination.annotations", feature: facts.FeatureTemplateMeta},
	{at: "destination.transformation.includes", feature: facts.FeatureFilter},
	{at: "destination.transformation.excludes", feature: facts.FeatureFilter},
	{at: "destination.transformation.transformationRefs", feature: facts.FeatureTemplateRef},
}

// infisicalFeatures are those of a target of Infisical's operator (0.11).
var infisicalFeatures = []featureRow{
	{at: "creationPolicy", is: "Orphan", feature: facts.FeatureOrphan},
	{at: "creationPolicy", is: "Merge", feature: facts.FeatureMerge},
	{at: "secretType", not: "Opaque", feature: facts.FeatureTemplateType},
}

// features marks what the fields of a mapping say. A text that is filled in
// later says nothing.
func (v *view) features(rows []featureRow, of *manifest.Node, entry string) {
	for _, r := range rows {
		at := manifest.Get(of, strings.Split(r.at, ".")...)
		text := manifest.Scalar(at)
		if at == nil || r.is != "" && text != r.is || text != "" && text == r.not || dynamic(text) {
			continue
		}
		v.feature(r.feature, entry, v.At(at))
	}
}

// feature marks one way of fetching or keeping, of an entry or the whole object.
func (v *view) feature(f facts.Feature, entry string, at facts.Pos) {
	if v.Live {
		v.w.part.Mark(facts.MarkFeature, string(f), v.id.WithKey(entry), at)
	}
}

// features marks how an ExternalSecret fetches and what it does with it.
func (d *delivery) features() {
	d.v.features(deliveryFeatures, d.spec, "")
	if interval := manifest.Get(d.spec, "refreshInterval"); d.periodic() && zero(manifest.Scalar(interval)) {
		d.v.feature(facts.FeatureStill, "", d.v.At(interval))
	}
	for i, e := range manifest.Items(manifest.Get(d.spec, "dataFrom")) {
		d.entry(e, fmt.Sprintf("dataFrom[%d]", i))
	}
	for _, e := range manifest.Items(manifest.Get(d.spec, "data")) {
		d.v.features(entryFeatures, manifest.Get(e, "remoteRef"), manifest.Scalar(manifest.Get(e, "secretKey")))
	}
	for _, f := range manifest.Fields(manifest.Get(d.target, "data")) {
		feature := facts.FeatureTemplate
		if soleVariable.MatchString(strings.TrimSpace(manifest.Scalar(f.Value))) {
			feature = facts.FeatureRename
		}
		d.v.feature(feature, f.Key.Value, d.v.At(f.Key))
	}
	if from := manifest.Get(d.target, "templateFrom"); len(manifest.Items(from)) > 0 {
		d.v.feature(facts.FeatureTemplateRef, "", d.v.At(from))
	}
}

// soleVariable matches a template that is one variable and nothing else.
var soleVariable = expr.New(`^\{\{-?\s*(\.[A-Za-z_][A-Za-z0-9_]*|index \. "[^"]+")\s*(\|\s*toString\s*)?-?\}\}$`)

// periodic reports whether an ExternalSecret is fetched by its interval: under
// the other policies the interval says nothing.
func (d *delivery) periodic() bool {
	policy := manifest.Scalar(manifest.Get(d.spec, "refreshPolicy"))
	return policy == "" || policy == "Periodic"
}

// zero reports whether a duration is written, and is none.
func zero(duration string) bool {
	return duration != "" && (duration[0] == '-' || !strings.ContainsAny(duration, "123456789")) && !dynamic(duration)
}

// entry marks one entry of dataFrom, at the text that names what it asks for.
func (d *delivery) entry(e *manifest.Node, name string) {
	extract, find := manifest.Get(e, "extract"), manifest.Get(e, "find")
	switch generator := manifest.Get(e, "sourceRef", "generatorRef"); {
	case extract != nil:
		d.v.feature(facts.FeatureExtract, name, d.v.At(manifest.Get(extract, "key")))
		d.v.features(entryFeatures, extract, name)
	case find != nil:
		d.search(find, name)
	case generator != nil:
		feature := facts.FeatureGenerator
		if manifest.Scalar(manifest.Get(generator, "kind")) == "VaultDynamicSecret" {
			feature = facts.FeatureLease
		}
		d.v.feature(feature, name, d.v.At(manifest.Get(generator, "name")))
	case manifest.Get(e, "key") != nil: // v1alpha1
		d.v.feature(facts.FeatureExtract, name, d.v.At(manifest.Get(e, "key")))
		d.v.features(entryFeatures, e, name)
	}
	if rules := manifest.Get(e, "rewrite"); len(manifest.Items(rules)) > 0 {
		d.v.feature(facts.FeatureRewrite, name, d.v.At(rules))
	}
}

// search marks the sorts of search, each where found refers to it.
func (d *delivery) search(find *manifest.Node, name string) {
	at := find
	if path := manifest.Get(find, "path"); manifest.Scalar(path) != "" {
		at = path
	}
	for _, sort := range []featureRow{
		{at: "name", feature: facts.FeatureFindName}, {at: "path", feature: facts.FeatureFindPath}, {at: "tags", feature: facts.FeatureFindTags},
	} {
		if manifest.Get(find, sort.at) != nil {
			d.v.feature(sort.feature, name, d.v.At(at))
		}
	}
	d.v.features(entryFeatures, find, name)
}

// features marks what a push writes, and with which templates.
func (p *push) features() {
	for i, match := range find(p.spec, "data[].match") {
		remote := manifest.Get(match.node, "remoteRef", "remoteKey")
		if manifest.Scalar(remote) != "" {
			p.v.feature(facts.FeaturePush, fmt.Sprintf("data[%d]", i), p.v.At(remote))
		}
	}
	for i, each := range manifest.Items(manifest.Get(p.spec, "dataTo")) {
		p.v.feature(facts.FeaturePush, fmt.Sprintf("dataTo[%d]", i), p.v.At(each))
	}
	if generator := manifest.Get(p.spec, "selector", "generatorRef", "name"); manifest.Scalar(generator) != "" {
		p.v.feature(facts.FeatureGenerator, "", p.v.At(generator))
	}
	for _, f := range manifest.Fields(manifest.Get(p.target, "data")) {
		p.v.feature(facts.FeatureTemplate, f.Key.Value, p.v.At(f.Key))
	}
}

// features of a Secret that the Vault Secrets Operator writes.
func (v *view) vaultSecretFeatures() {
	v.features(vaultFeatures, v.get("spec"), "")
	if !truth(v.get("spec", "destination", "create")) {
		v.feature(facts.FeatureMerge, "", v.At(v.get("spec", "destination", "name")))
	}
	for _, f := range manifest.Fields(v.get("spec", "destination", "transformation", "templates")) {
		v.feature(facts.FeatureTemplate, f.Key.Value, v.At(f.Key))
	}
}

// infisicalTargetFeatures are those of one target, and of the folder it takes.
func (v *view) infisicalTargetFeatures(target *manifest.Node, folder folderOf) {
	v.features(infisicalFeatures, target, "")
	template := manifest.Get(target, "template")
	data := manifest.Fields(manifest.Get(template, "data"))
	for _, f := range data {
		v.feature(facts.FeatureTemplate, f.Key.Value, v.At(f.Key))
	}
	if all := len(data) == 0 || truth(manifest.Get(template, "includeAllSecrets")); all && folder.at != nil {
		v.feature(facts.FeatureExtract, "", v.At(folder.at))
	}
}
