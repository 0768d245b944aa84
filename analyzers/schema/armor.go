package schema

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/manifest"
)

// templateTexts are where operators keep the texts that become keys of a Secret.
var templateTexts = map[string][]string{
	"external-secrets.io ExternalSecret":      {"spec", "target", "template", "data"},
	"secrets.hashicorp.com VaultPKISecret":    {"spec", "destination", "transformation", "templates"},
	"secrets.hashicorp.com VaultStaticSecret": {"spec", "destination", "transformation", "templates"},
}

// armored are the extensions of files that hold certificates and keys as PEM.
var armored = []string{".crt", ".key", ".pem", ".cert", ".ca"}

// armor tells of certificates that a template writes with their first or last
// line away from the margin: such a block is not found (RFC 7468; OpenSSL and Go).
func (c *checker) armor(o *manifest.Object) {
	at := templateTexts[o.Group+" "+o.Kind]
	if at == nil {
		return
	}
	for _, f := range manifest.Fields(manifest.Get(o.Root, at...)) {
		text := f.Value
		if inner := manifest.Get(text, "text"); inner != nil {
			text = inner
		}
		if slices.Contains(armored, path.Ext(f.Key.Value)) && indented(manifest.Scalar(text)) {
			c.tell(BadArmor, strings.Join(at, ".")+"["+f.Key.Value+"]", text)
		}
	}
}

// indented reports whether a line that frames a PEM block begins with blanks
// that a template does not trim.
func indented(text string) bool {
	trimmed := false
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, " \t")
		frame := strings.HasPrefix(rest, "-----BEGIN ") || strings.HasPrefix(rest, "-----END ")
		if frame && len(rest) < len(line) && !trimmed {
			return true
		}
		if strings.TrimSpace(line) != "" {
			trimmed = strings.HasSuffix(strings.TrimSpace(line), "-}}")
		}
	}
	return false
}
