package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// secretPath are the charts without which no secret of a cluster arrives or is
// resolved: operators and servers of secrets, and what finds their hosts.
var secretPath = map[string]bool{
	"external-secrets": true, "vault": true, "openbao": true, "vault-secrets-operator": true, "secrets-operator": true,
	"secrets-store-csi-driver": true, "sealed-secrets": true, "connect": true, "bitwarden-sdk-server": true, "cert-manager": true,
	"trust-manager": true, "tailscale-operator": true, "reflector": true, "kubernetes-replicator": true,
}

// moving matches tags under which registries offer something else tomorrow.
// Numbers may move too, but not to what nobody tested.
var moving = expr.New(`^(latest|unstable|edge|nightly|canary|main|master|dev|develop)$`)

// nameserver marks a resolver of the tailnet's names that follows a moving tag:
// hosts of stores are found through it.
// Source: Tailscale's operator 1.86, DNSConfig: spec.nameserver.image.tag.
func (v *view) nameserver() {
	if v.Live && v.Group == "tailscale.com" && v.Kind == "DNSConfig" {
		v.movingTag("nameserver.image.tag", v.get("spec", "nameserver", "image", "tag"), v.At)
	}
}

// movingParts marks what a release on the path of secrets does not pin: its
// chart, and tags of images in its values.
func (r *release) movingParts() {
	if !r.Live || !secretPath[r.chart] && !secretPath[chartName(r.Object)] {
		return
	}
	if version := r.get("spec", "chart", "spec", "version"); manifest.Scalar(version) == "*" {
		r.w.part.Mark(facts.MarkMoving, "*", r.id.WithKey("version"), r.At(version))
	}
	for _, each := range r.values {
		walk(each.root, func(at spot) bool {
			if at.field == "tag" && manifest.Scalar(manifest.Get(at.parent, "digest")) == "" {
				r.movingTag(strings.Join(at.path, "."), at.node, each.At)
			}
			return true
		})
	}
}

func (v *view) movingTag(field string, tag *manifest.Node, at func(*manifest.Node) facts.Pos) {
	if text := manifest.Scalar(tag); moving.MatchString(text) {
		v.spoke = true
		v.w.part.Mark(facts.MarkMoving, text, v.id.WithKey(field), at(tag))
	}
}
