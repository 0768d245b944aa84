package leak

import (
	"encoding/base64"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// isJSON leaves out what Terraform's own reader judges.
func isJSON(f *source.File) bool {
	return manifest.IsJSON(f) && !strings.HasSuffix(f.Path, ".tf.json") && !strings.HasSuffix(f.Path, ".tfvars.json")
}

// jsonFile judges the documents of a file of JSON, and by its lines what is
// none.
func jsonFile(m *marks, f *source.File) {
	for _, d := range manifest.Documents(f) {
		switch {
		case d.Fault != nil:
			textFile(m, f)
			return
		case !describes(d.Root):
			document(m, d, f.Symbol())
		}
	}
}

// describes recognises descriptions of what others write: JSON Schema, OpenAPI,
// notebooks, collections of requests. Their names are documentation.
func describes(root *manifest.Node) bool {
	schema := manifest.Scalar(manifest.Get(root, "$schema"))
	return strings.Contains(schema, "json-schema.org") && manifest.Get(root, "properties") != nil ||
		manifest.Get(root, "openapi") != nil || manifest.Get(root, "swagger") != nil && manifest.Get(root, "paths") != nil ||
		manifest.Get(root, "nbformat") != nil
}

// translations are files that hold what people read, in the words of fields:
// "password" is what a form says there.
var translations = expr.New(`(?i)(?:^|/)_?(?:locales?|i18n|l10n|lang|langs|languages?|translations?|messages)/|(?:^|/)(?:messages|strings|labels|translations?|locale|i18n|ui)(?:[._-][a-z]{2}(?:[._-][a-z]{2})?)?\.(?:json|properties|ya?ml|toml|ini)$`)

// login finds the password in what Docker and npm keep of a login: user and
// password, joined by a colon and encoded.
// Source: docs.docker.com, "docker login"; docs.npmjs.com, "npmrc".
func login(encoded string) literal.Verdict {
	plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return literal.Judge("auth", encoded, literal.Field)
	}
	_, password, found := strings.Cut(string(plain), ":")
	if !found {
		return literal.Judge("auth", encoded, literal.Field)
	}
	return literal.Judge("password", password, literal.Field)
}

// dockerLogin matches a login in the text of such a configuration.
var dockerLogin = expr.New(`"(auth)"\s*:\s*"([^"]*)"`)

// logins judges what a configuration of Docker keeps of logins to registries.
func (w *walker) logins(path string, auths *manifest.Node) {
	for _, host := range manifest.Fields(auths) {
		n := manifest.Get(host.Value, "auth")
		if value := manifest.Scalar(n); value != "" && !w.seen[n] {
			w.seen[n] = true
			w.add(login(value), join(join(path, host.Key.Value), "auth"), entry{name: "authToken", value: value, at: whole(w.doc, n)})
		}
	}
}
