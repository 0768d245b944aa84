package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// call is a use of a function in a template.
type call struct {
	function string
	offset   int    // bytes before it in the text
	variable string // the first that stands in the same pipeline, if any
}

// takeApart are the functions that read a value as a document.
var takeApart = map[string]bool{"fromJson": true, "mustFromJson": true, "fromYaml": true, "mustFromYaml": true, "fromJsonArray": true, "fromYamlArray": true}

// notInVSO are the functions of External Secrets' templates (2.9,
// runtime/template and sprig 3) that the Vault Secrets Operator (1.4,
// template/funcs.go) does not allow.
var notInVSO = strings.Fields(`fromYaml toYaml filterPEM filterCertChain certSANs rsaDecrypt hexdec
	pkcs12key pkcs12keyPass pkcs12cert pkcs12certPass pemToPkcs12 pemToPkcs12Pass fullPemToPkcs12 fullPemToPkcs12Pass
	pemTruststoreToPKCS12 pemTruststoreToPKCS12Pass jwkPublicKeyPem jwkPrivateKeyPem
	now date dateInZone date_in_zone dateModify date_modify mustDateModify toDate htmlDate htmlDateInZone unixEpoch
	uuidv4 randAlpha randAlphaNum randNumeric randAscii randBytes derivePassword encryptAES decryptAES
	genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey
	getHostByName hello`)

// called marks what a call in a text of an object says of how a template treats
// what was fetched.
func (d *delivery) called(c call, owner *view, text *manifest.Node) {
	at := func() facts.Pos { return owner.InText(text, c.offset, len(c.function)) }
	if takeApart[c.function] && c.variable != "" {
		d.v.feature(facts.FeatureParse, c.variable, at())
	}
	if slices.Contains(notInVSO, c.function) {
		d.v.feature(facts.FeatureFunction, c.function, at())
	}
}
