package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// operatorChart is the chart of Tailscale's operator. The tags are those its
// values (1.86) give where nobody gives others: for the operator itself and for
// the proxies it makes.
const (
	operatorChart = "tailscale-operator"
	operatorTag   = "tag:k8s-operator"
	proxyTag      = "tag:k8s"
)

// tagFields are where objects name the tags of what the operator makes for
// them.
var tagFields = map[string]string{
	"tailscale.com ProxyGroup": "spec.tags[]", "tailscale.com Connector": "spec.tags[]", "tailscale.com Recorder": "spec.tags[]",
}

// claim is a tag or scope that something in a cluster needs of the tailnet. It
// is kept until the tag of the cluster's operator is known.
type claim struct {
	from  *view
	name  string // a tag
	scope string // or a scope of the operator's client
	at    facts.Pos
}

// tailnet says which tags a release of the operator gives to itself and to its
// proxies, and what its client must be allowed to.
func (r *release) tailnet() {
	if !r.Live || r.chart != operatorChart && chartName(r.Object) != operatorChart {
		return
	}
	own := r.valuedTags("operatorConfig", operatorTag)
	proxies := r.valuedTags("proxyConfig", proxyTag)
	if _, again := r.w.operators[r.Cluster]; again || len(own) != 1 {
		r.w.operators[r.Cluster] = "" // whose devices are whose cannot be said
	} else {
		r.w.operators[r.Cluster] = own[0].name
	}
	for _, c := range own {
		r.bear(facts.New(facts.Identity, facts.Tailnet, c.name), c.at)
	}
	r.w.claims = append(r.w.claims, proxies...)
	for _, scope := range []string{"devices:core", "auth_keys"} {
		r.w.claims = append(r.w.claims, claim{from: r.view, scope: scope, at: r.At(r.view.name())})
	}
}

// valuedTags are the tags that a section of the values sets, the chart's own
// where it sets none, and none where some values are out of sight.
func (r *release) valuedTags(section, byDefault string) []claim {
	var claims []claim
	for _, each := range r.values {
		field := manifest.Get(each.root, section, "defaultTags")
		nodes := append(manifest.Items(field), field)
		for _, n := range nodes {
			for tag := range strings.SplitSeq(manifest.Scalar(n), ",") {
				if tag = strings.TrimSpace(tag); tag != "" {
					claims = append(claims, claim{from: r.view, name: tag, at: each.At(n)})
				}
			}
		}
	}
	if len(claims) == 0 && !r.unread {
		claims = append(claims, claim{from: r.view, name: byDefault, at: r.At(r.view.name())})
	}
	return claims
}

// tagged notes the tags that an object asks for, and the scopes that the
// operator needs to expose it.
// Source: Tailscale's documentation, "Kubernetes operator", for the client;
// "Tag customization" for the tags.
func (v *view) tagged() {
	if !v.Live {
		return
	}
	if field := tagFields[v.Group+" "+v.Kind]; field != "" {
		for _, h := range find(v.Root, field) {
			v.claim(claim{name: manifest.Scalar(h.node), at: v.At(h.node)})
		}
	}
	if tags := v.get("metadata", "annotations", "tailscale.com/tags"); tags != nil {
		for tag := range strings.SplitSeq(manifest.Scalar(tags), ",") {
			v.claim(claim{name: strings.TrimSpace(tag), at: v.At(tags)})
		}
	}
	if at := v.exposed(); at != nil {
		v.claim(claim{scope: "services", at: v.At(at)})
	}
}

func (v *view) claim(c claim) {
	v.spoke = true
	c.from = v
	v.w.claims = append(v.w.claims, c)
}

// exposed is the field by which an object is offered in the tailnet as a
// Service of the tailnet, or nil.
func (v *view) exposed() *manifest.Node {
	switch v.Group + " " + v.Kind {
	case "tailscale.com ProxyGroup":
		if kind := v.get("spec", "type"); manifest.Scalar(kind) != "egress" {
			return kind
		}
	case " Service":
		if class := v.get("spec", "loadBalancerClass"); manifest.Scalar(class) == "tailscale" {
			return class
		}
	case "networking.k8s.io Ingress":
		if class := v.get("spec", "ingressClassName"); manifest.Scalar(class) == "tailscale" {
			return class
		}
	}
	return nil
}

// settleClaims turns the kept claims into references: a tag must be owned by
// that of the operator, a scope be one of the client that holds it.
func (w *world) settleClaims() {
	for _, c := range w.claims {
		operator, seen := w.operators[c.from.Cluster]
		switch {
		case c.name != "":
			to := facts.New(facts.Identity, facts.Tailnet, c.name)
			if operator != "" && operator != c.name && !dynamic(operator) {
				to = to.WithKey(operator)
			}
			c.from.bear(to, c.at)
		case operator != "":
			c.from.bear(facts.New(facts.Identity, facts.TailnetClient, operator).WithKey(c.scope), c.at)
		case !seen:
			c.from.bear(facts.New(facts.Identity, facts.TailnetClient, operatorTag).WithKey(c.scope), c.at)
		}
	}
	w.claims = nil
}

func (v *view) bear(identity facts.Symbol, at facts.Pos) {
	v.refAt(v.id, identity, facts.RelBears, at, false)
}
