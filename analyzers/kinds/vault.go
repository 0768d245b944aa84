package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// pkiKeys are what a VaultPKISecret always has.
const pkiKeys = "certificate private_key private_key_type issuing_ca ca_chain serial_number expiration"

// vaultSecret describes the kinds of the Vault Secrets Operator (1.4.1,
// helpers/secrets.go) that write a Secret: destination, transformation, login.
func (v *view) vaultSecret() {
	v.vaultLogin()
	v.vaultCall()
	name := v.get("spec", "destination", "name")
	if !plausible(manifest.Scalar(name)) {
		return
	}
	place := v.secretAt(v.Namespace, manifest.Scalar(name))
	def := facts.Def{Symbol: place, Kind: facts.KindVaultSecret, Keys: v.vaultKeys(place), Traits: facts.Traits{Rotation: v.vaultRotation(), Verbatim: v.verbatim()}}
	if !truth(v.get("spec", "destination", "create")) {
		def.Traits.Ownership = facts.OwnsMerged // replaces the data of a Secret that something else creates
	}
	v.def(def, name)
	if source := v.vaultSource(); source != "" {
		v.ref(place, source, facts.RelDerives, v.sourcePath(), false)
	}
	if mount := v.get("spec", "mount"); v.Kind == "VaultDynamicSecret" && plausible(manifest.Scalar(mount)) {
		v.ref(place, facts.NewPath(facts.Backend, "vault/"+strings.Trim(mount.Value, "/")), facts.RelDerives, mount, false)
	}
	v.vaultSecretFeatures()
	v.copies(place, v.get("spec", "destination", "annotations"))
}

func (v *view) sourcePath() *manifest.Node {
	if at := v.get("spec", "path"); at != nil {
		return at
	}
	return v.name()
}

// vaultSource is the KV entry of a VaultStaticSecret. Mount and path are taken
// literally: a repeated mount or a "data" segment would be part of the name.
func (v *view) vaultSource() facts.Symbol {
	mount, entry := v.text("spec", "mount"), v.text("spec", "path")
	if v.Kind != "VaultStaticSecret" || mount == "" || entry == "" {
		return ""
	}
	return facts.NewPath(facts.KV, strings.Trim(mount, "/")+"/"+strings.Trim(entry, "/"))
}

// vaultKeys are the keys of the destination: those of templates, of the source's
// fields that pass the filters, and the whole answer as "_raw" unless that is
// excluded, which may also be said for the whole operator.
func (v *view) vaultKeys(place facts.Symbol) facts.KeySet {
	transformation := v.get("spec", "destination", "transformation")
	names := v.templates(place, manifest.Get(transformation, "templates"))
	pass := filterOf(transformation)
	for _, ref := range manifest.Items(manifest.Get(transformation, "transformationRefs")) {
		o := v.transformationAt(ref)
		if o == nil {
			pass.unknown = true
			continue
		}
		names = append(names, v.transformation(place, o, ref)...)
		pass = pass.with(ref, manifest.Get(o.Root, "spec"))
	}
	fields := facts.UnknownKeys()
	switch {
	case pass.unknown:
	case pass.closed:
		fields = facts.ExactKeys(pass.names...)
	case v.Kind == "VaultPKISecret":
		fields = facts.ExactKeys(v.pkiFields(len(names) > 0)...)
	}
	if !truth(manifest.Get(transformation, "excludeRaw")) {
		names = append(names, "_raw")
	}
	return fields.Union(facts.ExactKeys(names...))
}

// verbatim reports whether every field of the source, and nothing but these and
// the templates, becomes a key.
func (v *view) verbatim() bool {
	transformation := v.get("spec", "destination", "transformation")
	for _, filter := range []string{"includes", "excludes", "transformationRefs"} {
		if manifest.Get(transformation, filter) != nil {
			return false
		}
	}
	return v.vaultSource() != ""
}

// pkiFields are the fields of an issued certificate; the keys of a TLS Secret
// come too, unless templates make the keys.
func (v *view) pkiFields(templated bool) []string {
	fields := strings.Fields(pkiKeys)
	if v.text("spec", "destination", "type") == "kubernetes.io/tls" && !templated {
		fields = append(fields, strings.Fields(tlsKeys+" ca.crt")...)
	}
	return fields
}

// filter is what is known about the fields of a source that become keys.
type filter struct {
	closed  bool     // none but these
	names   []string // those that are named one by one
	unknown bool     // a part of the filter is not at hand
}

// literalPattern is a regular expression that matches one name only.
var literalPattern = expr.New(`^\^([A-Za-z0-9_-]+)\$$`)

// filterOf reads excludes, which may leave out every field, and includes, which
// may name all that are wanted.
func filterOf(rules *manifest.Node) filter {
	for _, pattern := range scalars(manifest.Get(rules, "excludes")) {
		if pattern == ".*" || pattern == "^.*$" || pattern == ".+" {
			return filter{closed: true}
		}
	}
	var f filter
	for _, pattern := range scalars(manifest.Get(rules, "includes")) {
		m := literalPattern.FindStringSubmatch(pattern)
		if m == nil {
			return filter{}
		}
		f.closed, f.names = true, append(f.names, m[1])
	}
	return f
}

// with adds the filter of a SecretTransformation, as far as the reference to
// it does not ignore it. Includes of several are joined.
func (f filter) with(ref, spec *manifest.Node) filter {
	more := filterOf(spec)
	switch {
	case truth(manifest.Get(ref, "ignoreExcludes")) || truth(manifest.Get(ref, "ignoreIncludes")):
	case more.closed && len(more.names) == 0:
		return filter{closed: true, unknown: f.unknown}
	case more.closed && (f.closed && len(f.names) > 0 || !f.closed):
		f.closed, f.names = true, append(f.names, more.names...)
	}
	return f
}

var secretsField = expr.New(`\bget\s+\.Secrets\s+"([^"\s]+)"`)

// templates reads a mapping of templates: each is a key, and reads fields of
// the source as .Secrets.name or get .Secrets "name".
func (v *view) templates(place facts.Symbol, templates *manifest.Node) []string {
	var names []string
	for _, f := range manifest.Fields(templates) {
		names = append(names, f.Key.Value)
		v.readSecrets(v, place.WithKey(f.Key.Value), manifest.Get(f.Value, "text"))
	}
	return names
}

func (v *view) readSecrets(owner *view, to facts.Symbol, text *manifest.Node) {
	source := v.vaultSource()
	if source == "" {
		return
	}
	for _, x := range variables(manifest.Scalar(text)) {
		if x.name == "Secrets" && len(x.path) > 1 {
			v.refAt(to, source.WithKey(x.path[1]), facts.RelDerives, owner.InText(text, x.offset, x.width), x.weak)
		}
	}
	for _, m := range secretsField.FindAllStringSubmatchIndex(manifest.Scalar(text), -1) {
		field := manifest.Scalar(text)[m[2]:m[3]]
		v.refAt(to, source.WithKey(field), facts.RelDerives, owner.InText(text, m[2], m[3]-m[2]), true)
	}
}

// transformationAt is the SecretTransformation a reference names, if the
// repository holds it.
func (v *view) transformationAt(ref *manifest.Node) *manifest.Object {
	namespace := manifest.Scalar(manifest.Get(ref, "namespace"))
	if namespace == "" {
		namespace = v.Namespace
	}
	return v.w.lookup(v.Cluster, namespace, "SecretTransformation", manifest.Scalar(manifest.Get(ref, "name")))
}

// transformation reads the templates of a SecretTransformation: all, or those
// that the reference chooses and may rename.
func (v *view) transformation(place facts.Symbol, o *manifest.Object, ref *manifest.Node) []string {
	chosen := map[string]string{}
	for _, t := range manifest.Items(manifest.Get(ref, "templateRefs")) {
		chosen[manifest.Scalar(manifest.Get(t, "name"))] = manifest.Scalar(manifest.Get(t, "keyOverride"))
	}
	owner := &view{Object: o, w: v.w}
	var names []string
	for _, f := range manifest.Fields(manifest.Get(o.Root, "spec", "templates")) {
		key, listed := chosen[f.Key.Value]
		if len(chosen) > 0 && !listed {
			continue
		}
		if key == "" {
			key = f.Key.Value
		}
		names = append(names, key)
		v.readSecrets(owner, place.WithKey(key), manifest.Get(f.Value, "text"))
	}
	return names
}
