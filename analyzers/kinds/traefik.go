package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// certResolver is what routes call a certificate resolver of Traefik. No object
// defines one: the static configuration of Traefik does (3.6, and its chart 38).
const certResolver = "certResolver"

// resolverFields are the fields and annotations that name a certificate resolver.
var resolverFields = map[groupKind][]string{
	{"traefik.io", "IngressRoute"}:             {"spec", "tls", certResolver},
	{"traefik.io", "IngressRouteTCP"}:          {"spec", "tls", certResolver},
	{"traefik.containo.us", "IngressRoute"}:    {"spec", "tls", certResolver},
	{"traefik.containo.us", "IngressRouteTCP"}: {"spec", "tls", certResolver},
	{"networking.k8s.io", "Ingress"}:           {"metadata", "annotations", "traefik.ingress.kubernetes.io/router.tls.certresolver"},
}

// resolverValues are the values of the chart whose keys are resolvers, by its age.
var resolverValues = []string{"certificatesResolvers", "certResolvers"}

// resolverArgument is the flag of Traefik that configures a resolver.
var resolverArgument = expr.New(`(?i)^--certificatesresolvers\.([a-z0-9_-]+)(?:[.=]|$)`)

func (v *view) resolverPlace(name string) facts.Symbol {
	return facts.StorePlace(v.Cluster, certResolver, "", strings.ToLower(name))
}

// resolvedBy refers to the resolver a route gets its certificate from. Where no
// release of Traefik is seen, another one serves the route.
func (v *view) resolvedBy() {
	at := manifest.Get(v.Root, resolverFields[groupKind{v.Group, v.Kind}]...)
	name := manifest.Scalar(at)
	if name == "" || dynamic(name) || !v.Live {
		return
	}
	v.spoke = true
	to := v.resolverPlace(name)
	v.w.routes = append(v.w.routes, facts.Ref{From: v.id, To: to, Rel: facts.RelStore, At: v.At(at), Unknown: v.unknown(to)})
}

// settleRoutes adds the references of routes.
func (w *world) settleRoutes() {
	for _, ref := range w.routes {
		if !w.traefik[ref.To.Cluster()] && ref.Unknown == "" {
			ref.Unknown = facts.ChartNotRendered
		}
		w.part.Ref(ref)
	}
	w.routes = nil
}

// resolvers defines the certificate resolvers that the values of a release of
// Traefik configure. What is out of sight may configure more.
func (r *release) resolvers() {
	if r.chart != "traefik" || !r.Live {
		return
	}
	r.w.traefik[r.Cluster] = true
	more := r.unread || len(r.values) == 0
	for _, each := range r.values {
		for _, field := range resolverValues {
			for _, f := range manifest.Fields(manifest.Get(each.root, field)) {
				each.def(facts.Def{Symbol: r.resolverPlace(f.Key.Value), Kind: facts.KindChart}, f.Key)
			}
		}
		for _, h := range find(each.root, "additionalArguments[]") {
			if m := resolverArgument.FindStringSubmatch(manifest.Scalar(h.node)); m != nil {
				each.def(facts.Def{Symbol: r.resolverPlace(m[1]), Kind: facts.KindChart}, h.node)
			}
		}
		more = more || configuredElsewhere(each.root)
	}
	if more {
		r.def(facts.Def{Symbol: r.resolverPlace("*"), Kind: facts.KindChart, Traits: facts.Traits{Possible: true}}, r.view.name())
	}
}

// configuredElsewhere reports whether the values give Traefik a file or
// variables that may configure it.
func configuredElsewhere(root *manifest.Node) bool {
	for _, field := range []string{"env", "envFrom"} {
		if manifest.Get(root, field) != nil {
			return true
		}
	}
	for path, start := range map[string]string{
		"additionalArguments[]": "--configfile", "volumes[].mountPath": "/etc/traefik", "additionalVolumeMounts[].mountPath": "/etc/traefik",
	} {
		for _, h := range find(root, path) {
			if text := manifest.Scalar(h.node); dynamic(text) || strings.HasPrefix(strings.ToLower(text), start) {
				return true
			}
		}
	}
	return false
}

// bareTraefik says that a pod of Traefik may configure any resolver.
func (v *view) bareTraefik(spec *manifest.Node) {
	for _, h := range find(spec, "containers[].image") {
		if image, _, _ := strings.Cut(lastSegment(manifest.Scalar(h.node)), ":"); image == "traefik" {
			v.def(facts.Def{Symbol: v.resolverPlace("*"), Kind: facts.KindChart, Traits: facts.Traits{Possible: true}}, h.node)
		}
	}
}
