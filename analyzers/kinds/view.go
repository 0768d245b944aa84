package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// view is one object while it speaks.
type view struct {
	*manifest.Object
	w     *world
	id    facts.Symbol                   // what the object is called in facts
	spoke bool                           // it said something, so it must be introduced
	at    func(*manifest.Node) facts.Pos // positions of nodes of text inside the object; nil for its own
}

// At is the source position of a node of the object, or of the text inside it
// that is being read.
func (v *view) At(n *manifest.Node) facts.Pos {
	if v.at != nil {
		return v.at(n)
	}
	return v.Object.At(n)
}

// need is a reference to a Secret or ConfigMap, kept until all producers are
// known.
type need struct {
	ref   facts.Ref
	guess bool // the field is not known to name a Secret: weak unless one is produced here
}

// settle turns the kept needs into references.
func (w *world) settle() {
	for _, n := range w.pending {
		n.ref.Weak = n.ref.Weak || n.guess && !w.produced[n.ref.To.Place()]
		w.part.Ref(n.ref)
	}
	w.pending = nil
	w.settleRoutes()
	w.settleClaims()
	w.settlePasted()
}

// introduce defines the object itself and says which unit applies it.
func (v *view) introduce() {
	if !v.spoke {
		return
	}
	name := v.name()
	if v.id.Kind() != facts.Unit && v.id.Kind() != facts.Store && v.id.Kind() != facts.Origin {
		v.def(facts.Def{Symbol: v.id, Kind: facts.KindManifest}, name)
	}
	if v.Unit != "" {
		v.ref(v.id, v.Unit, facts.RelAppliedBy, name, false)
	}
	if v.Namespace != "" && v.id.Kind() != facts.Unit {
		at := manifest.Get(v.Root, "metadata", "namespace")
		if at == nil {
			at = name
		}
		v.ref(v.id, facts.New(facts.Namespace, v.Cluster, v.Namespace), facts.RelWithin, at, true)
	}
}

func (v *view) alwaysSpeak() { v.spoke = true }

// name is the node of the object's name.
func (v *view) name() *manifest.Node {
	if at := v.w.made[v.Object]; at != nil {
		return at
	}
	return v.get("metadata", "name")
}

func (v *view) get(keys ...string) *manifest.Node { return manifest.Get(v.Root, keys...) }

func (v *view) text(keys ...string) string { return manifest.Scalar(v.get(keys...)) }

// def adds a definition. Parts of the name that are not known yet stand for
// any text, and the definition is only possible.
func (v *view) def(d facts.Def, at *manifest.Node) {
	v.spoke = true
	if d.At == (facts.Pos{}) {
		d.At = v.At(at)
	}
	if d.By == "" && d.Symbol != v.id {
		d.By = v.id
	}
	d.Traits.Unlisted = d.Traits.Unlisted || !v.Live
	d.Traits.Ground = d.Traits.Ground || d.Kind == facts.KindManifest && v.appliedByHand()
	d.Traits.Possible = d.Traits.Possible || v.Unsure == facts.ChartNotRendered
	if dynamic(string(d.Symbol)) {
		d.Symbol, d.Traits.Possible = pattern(d.Symbol), true
	}
	kind := d.Symbol.Kind()
	delivers := kind == facts.Secret || kind == facts.ConfigMap
	if delivers && v.Live && !d.Traits.Unlisted && !d.Traits.Possible {
		v.w.produced[d.Symbol.Place()] = true
	}
	v.w.part.Def(d)
	if delivers && d.Kind == facts.KindManifest && v.appliedByHand() && v.get("metadata", "namespace") == nil {
		d.Symbol, d.Traits.Possible = facts.New(kind, v.Cluster, "*", d.Symbol.Segment(2)), true // the command may name any namespace
		v.w.part.Def(d)
	}
}

// appliedByHand reports whether a person or script applies the object itself
// before the units of its repository run.
func (v *view) appliedByHand() bool { return v.Live && v.Unit == "" && v.w.units }

// ref adds a reference of a live object.
func (v *view) ref(from, to facts.Symbol, rel facts.Rel, at *manifest.Node, weak bool) {
	v.refAt(from, to, rel, v.At(at), weak)
}

func (v *view) refAt(from, to facts.Symbol, rel facts.Rel, at facts.Pos, weak bool) {
	v.spoke = true
	if !v.Live {
		return
	}
	v.w.part.Ref(facts.Ref{From: from, To: to, Rel: rel, At: at, Weak: weak, Unknown: v.unknown(to)})
}

// use says how a place is read.
type use struct {
	place    facts.Symbol
	name     *manifest.Node // the text that names the place
	key      string         // empty for the whole place
	keyNode  *manifest.Node // the text that names the key, if any
	from     facts.Symbol   // the reader; the object itself when empty
	rel      facts.Rel      // consumes when empty
	optional bool
	guess    bool
}

// use adds a reference to a Secret or ConfigMap.
func (v *view) use(u use) {
	v.spoke = true
	if !v.Live {
		return
	}
	if u.from == "" {
		u.from = v.id
	}
	if u.rel == "" {
		u.rel = facts.RelConsumes
	}
	to := u.place.WithKey(u.key)
	u.optional = u.optional || u.place.Kind() == facts.ConfigMap && given[u.place.Name()]
	n := need{guess: u.guess, ref: facts.Ref{From: u.from, To: to, Rel: u.rel, At: v.At(u.name), Weak: u.optional, Unknown: v.unknown(to)}}
	if u.keyNode != nil {
		n.ref.At, n.ref.NameAt = v.At(u.keyNode), n.ref.At
	}
	v.w.pending = append(v.w.pending, n)
}

// given are the ConfigMaps that Kubernetes itself puts where they are read.
var given = map[string]bool{
	"kube-root-ca.crt": true, "extension-apiserver-authentication": true, "kubeadm-config": true, "cluster-info": true,
	"coredns": true, "openshift-service-ca.crt": true,
}

// secretAt is a Secret's place in a namespace of the object's cluster.
func (v *view) secretAt(namespace, name string) facts.Symbol {
	return facts.SecretPlace(v.Cluster, namespace, name)
}

// unknown says why it is not known what the object refers to.
func (v *view) unknown(to facts.Symbol) facts.Reason {
	if dynamic(string(to)) {
		return facts.TemplatedName
	}
	return v.Unsure
}

// dynamic reports whether a text still holds a variable or a template.
func dynamic(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "{{") || strings.Contains(text, "<<")
}

// delimiters enclose the parts of a name that something fills in later.
var delimiters = [][2]string{{"${", "}"}, {"{{", "}}"}, {"<<", ">>"}}

// pattern replaces the dynamic parts of a symbol's segments by "*".
func pattern(s facts.Symbol) facts.Symbol {
	segments := s.Segments()
	for i := range segments {
		segments[i] = wildcards(segments[i])
	}
	return facts.New(s.Kind(), segments...).WithKey(s.Key())
}

func wildcards(text string) string {
	for _, d := range delimiters {
		for range 32 {
			from := strings.Index(text, d[0])
			if from < 0 {
				break
			}
			to := strings.LastIndex(text, d[1])
			if next := strings.Index(text[from:], d[1]); d[0] != "${" && next >= 0 {
				to = from + next
			}
			if to < from {
				return text[:from] + "*"
			}
			text = text[:from] + "*" + text[to+len(d[1]):]
		}
	}
	return text
}

// plausible reports whether a text can name a Secret: a DNS name, perhaps with
// parts that something fills in later. It keeps values out of symbols.
func plausible(name string) bool {
	if name == "" || len(name) > 253 || strings.ContainsAny(name, "\n\r\t") {
		return false
	}
	if dynamic(name) {
		return true
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.')
	})
}

// texts are the scalar entries of a mapping.
func texts(n *manifest.Node) map[string]string {
	found := map[string]string{}
	for _, f := range manifest.Fields(n) {
		found[f.Key.Value] = manifest.Scalar(f.Value)
	}
	return found
}

// keysOf are the keys of a mapping, in order.
func keysOf(n *manifest.Node) []string {
	var keys []string
	for _, f := range manifest.Fields(n) {
		keys = append(keys, f.Key.Value)
	}
	return keys
}

// truth reports whether a scalar says true.
func truth(n *manifest.Node) bool { return manifest.Scalar(n) == "true" }
