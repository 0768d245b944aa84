package facts

import (
	"fmt"
	"strings"
)

// Symbol names a place where a secret can be, or a thing that takes part in
// moving it there. Its identity is a name, never a position and never a value.
//
//	symbol  = kind ":" segment *( "/" segment ) [ "#" key ]
//
// Segments and keys are percent-escaped where they hold a byte the grammar
// uses itself. The segments of each kind are documented at its constant.
// A segment of a definition may hold "*": it stands for any text.
type Symbol string

// SymbolKind is the part of a Symbol before the colon.
type SymbolKind string

// The kinds of symbol and the segments of each.
const (
	VaultFile    SymbolKind = "vault-file" // path below the operator vault's mount: vault-file:github-token
	Pass         SymbolKind = "pass"       // entry of a store of encrypted files, as pass and gopass name it: pass:k8s/kubeconfig
	EnvVar       SymbolKind = "env"        // environment variable: env:GITHUB_TOKEN
	KV           SymbolKind = "kv"         // mount, then path; key = field: kv:secret/apps/blog#value
	Infisical    SymbolKind = "infisical"  // absolute folder; key = secret name: infisical:/apps#TOKEN
	Backend      SymbolKind = "backend"    // any other provider: backend:aws, or where Terraform keeps its state: backend:s3
	Remote       SymbolKind = "remote"     // a store's segments, then the remote key; key = property
	Store        SymbolKind = "store"      // cluster, kind, [namespace,] name
	Secret       SymbolKind = "secret"     // cluster, namespace, name; key = data key
	ConfigMap    SymbolKind = "configmap"  // cluster, namespace, name; key = data key
	Template     SymbolKind = "template"   // cluster, namespace, ExternalSecret; key = variable of its template
	Workload     SymbolKind = "workload"   // cluster, namespace, kind, name: something that runs or serves
	ObjectSymbol SymbolKind = "object"     // cluster, namespace, kind, name: any other Kubernetes object
	Unit         SymbolKind = "unit"       // cluster, namespace, name: a set of objects applied together
	Origin       SymbolKind = "origin"     // cluster, kind, namespace, name: where a unit's files come from
	Namespace    SymbolKind = "namespace"  // cluster, name
	Variable     SymbolKind = "var"        // cluster, then the scope; key = name of a substitution variable
	Terraform    SymbolKind = "tf"         // directory of the module, then address: tf:modules/engine/var.token; key = argument or entry
	Layer        SymbolKind = "layer"      // directory of a Terragrunt unit
	Script       SymbolKind = "script"     // file of a program or script; key = variable, or run and step
	Host         SymbolKind = "host"       // network name: host:vault.example.net
	FileSymbol   SymbolKind = "file"       // repository, then path
	Process      SymbolKind = "process"    // cluster, namespace, kind, name, container; key = variable of its environment
	API          SymbolKind = "api"        // cluster, group, kind of a custom resource; key = version
	Policy       SymbolKind = "policy"     // name of a set of grants of Vault
	LoginRole    SymbolKind = "role"       // mount of a login method or engine of Vault, name
	LoginMethod  SymbolKind = "login"      // mount of a login method of Vault
	Access       SymbolKind = "access"     // path of Vault's API as policies write it; key = capability
	Claim        SymbolKind = "claim"      // what a login or request says of itself: name, how to compare (Comparison), text
	Identity     SymbolKind = "identity"   // an authority, then what it knows: see identity.go; key = a right
)

// AnyCluster is the cluster segment of places whose cluster the defining
// repository does not know: a bootstrap repository builds whatever cluster the
// linked GitOps repository describes.
const AnyCluster = "*"

// New builds a symbol from unescaped segments.
func New(kind SymbolKind, segments ...string) Symbol {
	var b strings.Builder
	b.WriteString(string(kind))
	b.WriteByte(':')
	for i, s := range segments {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(escape(s, "/#"))
	}
	return Symbol(b.String())
}

// NewPath builds a symbol whose last segments are the parts of a slash
// separated path.
func NewPath(kind SymbolKind, path string, before ...string) Symbol {
	return New(kind, append(append([]string(nil), before...), strings.Split(path, "/")...)...)
}

// SecretPlace names a Secret of a cluster.
func SecretPlace(cluster, namespace, name string) Symbol {
	return New(Secret, cluster, namespace, name)
}

// ConfigMapPlace names a ConfigMap of a cluster.
func ConfigMapPlace(cluster, namespace, name string) Symbol {
	return New(ConfigMap, cluster, namespace, name)
}

// StorePlace names a secret store, generator or authentication object. The
// namespace is left out when empty: such stores serve the whole cluster.
func StorePlace(cluster, kind, namespace, name string) Symbol {
	if namespace == "" {
		return New(Store, cluster, kind, name)
	}
	return New(Store, cluster, kind, namespace, name)
}

// RemoteKey names a remote secret as a reference spells it, before the store's
// provider is known. The linker turns it into the provider's own place.
func RemoteKey(store Symbol, key, property string) Symbol {
	return New(Remote, append(store.Segments(), key)...).WithKey(property)
}

// RemoteParts takes a RemoteKey apart again.
func (s Symbol) RemoteParts() (store Symbol, key, property string) {
	segments := s.Segments()
	if s.Kind() != Remote || len(segments) < 2 {
		return "", "", ""
	}
	last := len(segments) - 1
	return New(Store, segments[:last]...), segments[last], s.Key()
}

// WithKey returns the symbol with its key replaced; an empty key removes it.
func (s Symbol) WithKey(key string) Symbol {
	place := s.Place()
	if key == "" {
		return place
	}
	return place + "#" + Symbol(escape(key, "#"))
}

// Kind is the part before the colon.
func (s Symbol) Kind() SymbolKind {
	kind, _, _ := strings.Cut(string(s), ":")
	return SymbolKind(kind)
}

// Place is the symbol without its key.
func (s Symbol) Place() Symbol {
	place, _, _ := strings.Cut(string(s), "#")
	return Symbol(place)
}

// Key is the unescaped part after the hash, or empty.
func (s Symbol) Key() string {
	_, key, _ := strings.Cut(string(s), "#")
	return unescape(key)
}

// Segments are the unescaped parts between colon and hash.
func (s Symbol) Segments() []string {
	_, body, _ := strings.Cut(string(s.Place()), ":")
	parts := strings.Split(body, "/")
	for i, p := range parts {
		parts[i] = unescape(p)
	}
	return parts
}

// Segment is the i-th segment, or empty when there are fewer.
func (s Symbol) Segment(i int) string {
	if segments := s.Segments(); i < len(segments) {
		return segments[i]
	}
	return ""
}

// Path is the body as one slash separated, unescaped path.
func (s Symbol) Path() string { return strings.Join(s.Segments(), "/") }

// Name is the last segment: what a person calls the thing.
func (s Symbol) Name() string {
	segments := s.Segments()
	return segments[len(segments)-1]
}

// Cluster is the cluster segment of kinds that have one, or empty.
func (s Symbol) Cluster() string {
	if !clustered[s.Kind()] {
		return ""
	}
	return s.Segment(0)
}

// InCluster returns the symbol moved to another cluster; symbols without a
// cluster are returned as they are.
func (s Symbol) InCluster(cluster string) Symbol {
	if !clustered[s.Kind()] {
		return s
	}
	segments := s.Segments()
	segments[0] = cluster
	return New(s.Kind(), segments...).WithKey(s.Key())
}

var clustered = map[SymbolKind]bool{
	Remote: true, Store: true, Secret: true, ConfigMap: true, Template: true, Workload: true,
	ObjectSymbol: true, Unit: true, Origin: true, Namespace: true, Variable: true,
	API: true, Process: true,
}

// segmentCount holds the least number of segments a kind needs.
var segmentCount = map[SymbolKind]int{
	VaultFile: 1, Pass: 1, EnvVar: 1, KV: 1, Infisical: 1, Backend: 1, Remote: 4, Store: 3, Secret: 3, ConfigMap: 3,
	Template: 3, Workload: 4, ObjectSymbol: 4, Unit: 3, Origin: 4, Namespace: 2, Variable: 2, Terraform: 1,
	Layer: 1, Script: 1, Host: 1, FileSymbol: 1, API: 3,
	Process: 5, Policy: 1, LoginRole: 2, LoginMethod: 1, Access: 1, Claim: 3, Identity: 2,
}

// Parse reads a symbol as New and WithKey print it. It refuses unknown kinds,
// too few segments and spellings that are not the canonical one.
func Parse(text string) (Symbol, error) {
	s := Symbol(text)
	least, known := segmentCount[s.Kind()]
	if !known || !strings.Contains(text, ":") {
		return "", fmt.Errorf("parse symbol %q: unknown kind", text)
	}
	if len(s.Segments()) < least {
		return "", fmt.Errorf("parse symbol %q: %s needs %d segments", text, s.Kind(), least)
	}
	if canonical := New(s.Kind(), s.Segments()...).WithKey(s.Key()); canonical != s {
		return "", fmt.Errorf("parse symbol %q: canonical spelling is %q", text, canonical)
	}
	return s, nil
}

// Title names the place for a person: "Secret auth/dex", "vault entry
// github-token". It is no String method: symbols print as they are.
func (s Symbol) Title() string {
	segments := s.Segments()
	at := func(i int) string { return strings.Join(segments[min(i, len(segments)):], "/") }
	switch s.Kind() {
	case Secret:
		return "Secret " + at(1)
	case ConfigMap:
		return "ConfigMap " + at(1)
	case Namespace:
		return "Namespace " + at(1)
	case Unit:
		return "Kustomization " + at(1)
	case Template:
		return "template of ExternalSecret " + at(1)
	case Store, Origin:
		return s.Segment(1) + " " + strings.TrimPrefix(at(2), "/")
	case Workload, ObjectSymbol:
		return s.Segment(2) + " " + strings.TrimPrefix(s.Segment(1)+"/"+s.Name(), "/")
	case Remote:
		store, key, _ := s.RemoteParts()
		return fmt.Sprintf("%q of %s", key, store.Title())
	case VaultFile:
		return "vault entry " + s.Path()
	case Pass:
		return "password store entry " + s.Path()
	case EnvVar:
		return "environment variable " + s.Path()
	case FileSymbol:
		return at(1)
	case Terraform:
		if last := len(segments) - 1; last > 0 {
			return segments[last] + " of " + strings.Join(segments[:last], "/")
		}
		return at(0)
	case Layer:
		return "Terragrunt layer " + at(0)
	case Variable:
		return "variables of " + at(1)
	case Process:
		return "Environment of " + s.Segment(2) + " " + strings.TrimPrefix(s.Segment(1)+"/"+s.Segment(3), "/")
	case API:
		return s.Name() + " of " + s.Segment(1)
	case LoginRole:
		return "role " + s.Name() + " of " + s.Segment(0)
	case LoginMethod:
		return "login method " + at(0)
	case Access:
		return at(0)
	case Claim:
		return s.Name()
	case Identity:
		return s.identityTitle()
	}
	return string(s.Kind()) + " " + s.Path()
}

const hexDigits = "0123456789ABCDEF"

func escape(s, special string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return mustEscape(r, special) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if !mustEscape(r, special) {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(string(r)) {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

// mustEscape also covers what could deceive a terminal or a reader: spaces,
// control characters, invalid UTF-8 and invisible directional marks.
func mustEscape(r rune, special string) bool {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
		return false
	}
	return r <= ' ' || r == 0x7f || r == '%' || r == '\uFFFD' || (r >= 0x80 && r < 0xa0) ||
		(r >= 0x200b && r <= 0x200f) || (r >= 0x2028 && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) ||
		strings.ContainsRune(special, r)
}

func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := strings.IndexByte(hexDigits, s[i+1]), strings.IndexByte(hexDigits, s[i+2])
			if hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Product is what a backend is an installation of: vault, infisical, or the
// provider's own name; empty for other places.
func (s Symbol) Product() string {
	switch s.Kind() {
	case KV:
		return "vault"
	case Infisical:
		return "infisical"
	case Backend:
		return s.Name()
	}
	return ""
}
