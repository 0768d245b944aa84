package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// What Vault is asked for, and as whom: the roles that logins assume, what their
// tokens say of them, and the paths of the API that are called.

// accountMethods are the methods by which a ServiceAccount logs in, and the
// mount of each that is meant where none is named.
var accountMethods = []string{"jwt", "kubernetes"}

// assumes refers to a role of Vault. A login in a namespace of Vault's own is
// not followed: names in there are others.
func (v *view) assumes(mount string, role *manifest.Node) {
	if name := manifest.Scalar(role); name != "" && mount != "" {
		v.ref(v.id, facts.New(facts.LoginRole, strings.Trim(mount, "/"), name), facts.RelAssumes, role, false)
	}
}

// presents says that a token is made for these audiences.
func (v *view) presents(audiences []*manifest.Node) {
	for _, a := range audiences {
		if text := manifest.Scalar(a); text != "" {
			v.ref(v.id, facts.New(facts.Claim, "aud", string(facts.CompareIs), text), facts.RelPresents, a, false)
		}
	}
}

// vaultRole says as what role a VaultAuth logs in (Vault Secrets Operator 1.4).
// One that takes a part from a VaultAuthGlobal is not followed.
func (v *view) vaultRole() {
	if v.Kind != "VaultAuth" || v.text("spec", "namespace") != "" {
		return
	}
	for _, method := range accountMethods {
		if v.text("spec", "method") == method {
			v.assumes(v.text("spec", "mount"), v.get("spec", method, "role"))
			v.presents(manifest.Items(v.get("spec", method, "audiences")))
		}
	}
}

// vaultCall says which path of the API an object of the operator calls.
func (v *view) vaultCall() {
	mount, at := strings.Trim(v.text("spec", "mount"), "/"), v.get("spec", "path")
	path, capability := mount+"/"+strings.Trim(manifest.Scalar(at), "/"), "read"
	switch v.Kind {
	case "VaultStaticSecret":
		if v.text("spec", "type") == "kv-v2" {
			path = mount + "/data/" + strings.Trim(manifest.Scalar(at), "/")
		}
	case "VaultDynamicSecret":
		if method := v.text("spec", "requestHTTPMethod"); method != "" && method != "GET" || v.get("spec", "params") != nil {
			capability = "update"
		}
	case "VaultPKISecret":
		at, capability = v.get("spec", "role"), "update"
		path = mount + "/issue/" + manifest.Scalar(at)
		v.assumes(mount, at)
		v.asksFor(v.get("spec", "commonName"))
		v.asksForAll(v.get("spec", "altNames"))
	default:
		return
	}
	if mount != "" && manifest.Scalar(at) != "" && v.text("spec", "namespace") == "" {
		v.ref(v.id, facts.NewPath(facts.Access, path).WithKey(capability), facts.RelCalls, at, false)
	}
}

// asksFor says that a certificate is to carry a name.
func (v *view) asksFor(name *manifest.Node) {
	if text := manifest.Scalar(name); text != "" && !strings.ContainsAny(text, "@ /:") {
		v.ref(v.id, facts.New(facts.Claim, "name", string(facts.CompareIs), strings.ToLower(text)), facts.RelPresents, name, false)
	}
}

func (v *view) asksForAll(names *manifest.Node) {
	for _, n := range manifest.Items(names) {
		v.asksFor(n)
	}
}

// storeRole says as what role a store of External Secrets logs in to Vault
// (2.9, providers/v1/vault), and that it looks its own token up before it
// counts as valid.
func (v *view) storeRole(config *manifest.Node) {
	if manifest.Scalar(manifest.Get(config, "namespace")) != "" {
		return
	}
	auth := manifest.Get(config, "auth")
	at := auth
	for _, method := range accountMethods {
		if login := manifest.Get(auth, method); login != nil {
			at = v.accountLogin(method, login, at)
		}
	}
	if token := manifest.Get(auth, "tokenSecretRef"); token != nil {
		at = named(token)
	}
	if at != nil {
		v.ref(v.id, facts.NewPath(facts.Access, "auth/token/lookup-self").WithKey("read"), facts.RelCalls, at, false)
	}
}

// accountLogin reads a login with a ServiceAccount and answers the node of its
// role. The fields of audiences differ by method; those of the older field for
// tokens stand in for a default.
func (v *view) accountLogin(method string, login, otherwise *manifest.Node) *manifest.Node {
	mount := manifest.Scalar(manifest.Get(login, map[string]string{"jwt": "path", "kubernetes": "mountPath"}[method]))
	if mount == "" {
		mount = method
	}
	role := manifest.Get(login, "role")
	v.assumes(mount, role)
	for _, way := range [][]string{
		{"serviceAccountRef", "audiences"}, {"kubernetesServiceAccountToken", "audiences"},
		{"kubernetesServiceAccountToken", "serviceAccountRef", "audiences"},
	} {
		v.presents(manifest.Items(manifest.Get(login, way...)))
	}
	if role == nil {
		return otherwise
	}
	return role
}

// named is the name in a selector, else the selector.
func named(selector *manifest.Node) *manifest.Node {
	if name := manifest.Get(selector, "name"); name != nil {
		return name
	}
	return selector
}

// issuerRole says by which role an Issuer of cert-manager has certificates
// signed: the last segment of its path (cert-manager 1.19, Vault issuer).
func (v *view) issuerRole() {
	at := v.get("spec", "vault", "path")
	mount, role, found := strings.Cut(strings.Trim(manifest.Scalar(at), "/"), "/sign/")
	if found && role != "" && !strings.Contains(role, "/") && v.text("spec", "vault", "namespace") == "" {
		v.ref(v.id, facts.New(facts.LoginRole, mount, role), facts.RelAssumes, at, false)
	}
}

// certificateNames says which names a Certificate asks for.
func (v *view) certificateNames() {
	v.asksFor(v.get("spec", "commonName"))
	v.asksForAll(v.get("spec", "dnsNames"))
}
