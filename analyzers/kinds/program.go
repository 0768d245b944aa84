package kinds

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// program is a server whose settings file, in YAML, names variables of its own
// environment.
type program struct {
	names []string // fields that hold the name of a variable
	plain []string // fields that are taken as they stand, "$NAME" included
}

// programs are known by the last two parts of their image's name.
// Source: github.com/dexidp/dex (2.44), cmd/dex: variables are expanded in the
// configuration of connectors and of the storage alone.
var programs = map[string]program{
	"dexidp/dex": {
		names: []string{"staticClients[].idEnv", "staticClients[].secretEnv", "staticPasswords[].hashFromEnv"},
		plain: []string{"issuer", "staticClients[].id", "staticClients[].secret", "staticClients[].redirectURIs[]"},
	},
}

// variableName is the name of a variable as people choose one. Anything else
// may be a value at the wrong place.
var variableName = expr.New(`^[A-Z][A-Z0-9_]{0,63}$`)

// serviceVariable is set in every container by the kubelet.
var serviceVariable = expr.New(`_(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_|$)`)

// settings reads the settings files of the programs in a pod.
func (v *view) settings(spec *manifest.Node) {
	for _, h := range find(spec, "containers[]") {
		p, known := programs[imageName(manifest.Scalar(manifest.Get(h.node, "image")))]
		if !known || wrapped(h.node) {
			continue
		}
		for _, arg := range append(find(h.node, "command[]"), find(h.node, "args[]")...) {
			if place := v.fileAt(spec, h.node, manifest.Scalar(arg.node)); place != "" {
				v.program(p, h.node, place)
			}
		}
	}
}

// imageName is the last two parts of an image's name, without its tag.
func imageName(image string) string {
	name := lastSegment(image)
	owner := lastSegment(strings.TrimSuffix(strings.TrimSuffix(image, name), "/"))
	name, _, _ = strings.Cut(name, "@")
	name, _, _ = strings.Cut(name, ":")
	return owner + "/" + name
}

// wrapped reports whether a container starts its program through a shell or
// with a command that may prepare the settings first.
func wrapped(container *manifest.Node) bool {
	command := append(find(container, "command[]"), find(container, "args[]")...)
	for i, h := range command {
		word := path.Base(manifest.Scalar(h.node))
		if i == 0 && word != "dex" && word != "serve" && word != "docker-entrypoint" || word == "-c" {
			return true
		}
	}
	return false
}

// fileAt is the key of a Secret or ConfigMap that a container finds at a path.
func (v *view) fileAt(spec, container *manifest.Node, file string) facts.Symbol {
	if !path.IsAbs(file) || dynamic(file) {
		return ""
	}
	file = path.Clean(file)
	for _, m := range find(container, "volumeMounts[]") {
		mount, key := path.Clean(manifest.Scalar(manifest.Get(m.node, "mountPath"))), manifest.Scalar(manifest.Get(m.node, "subPath"))
		inside, found := strings.CutPrefix(file, mount+"/")
		if key != "" {
			inside, found = key, file == mount
		}
		if found {
			return v.keyOf(spec, manifest.Scalar(manifest.Get(m.node, "name")), inside)
		}
	}
	return ""
}

// keyOf is the key that a volume shows under a relative path.
func (v *view) keyOf(spec *manifest.Node, volume, file string) facts.Symbol {
	for _, h := range find(spec, "volumes[]") {
		if manifest.Scalar(manifest.Get(h.node, "name")) != volume {
			continue
		}
		for _, sort := range volumeSorts {
			source := manifest.Get(h.node, sort.field)
			name := manifest.Scalar(manifest.Get(source, sort.name))
			if name == "" || dynamic(name) {
				continue
			}
			items := manifest.Items(manifest.Get(source, "items"))
			for _, item := range items {
				if manifest.Scalar(manifest.Get(item, "path")) == file {
					return facts.New(sort.kind, v.Cluster, v.Namespace, name).WithKey(manifest.Scalar(manifest.Get(item, "key")))
				}
			}
			if len(items) == 0 {
				return facts.New(sort.kind, v.Cluster, v.Namespace, name).WithKey(file)
			}
		}
	}
	return ""
}

// program judges the settings a program reads against its environment.
func (v *view) program(p program, container *manifest.Node, settings facts.Symbol) {
	owner, text := v.w.textAt(settings)
	if text == nil || !v.Live {
		return
	}
	at := v.At(manifest.Get(container, "name"))
	process := facts.New(facts.Process, append(v.id.Segments(), manifest.Scalar(manifest.Get(container, "name")))...)
	scope := facts.New(facts.Variable, append(v.id.Segments(), "settings")...)
	own := v.environment(process, container, at)
	v.w.part.Def(facts.Def{Symbol: scope, Kind: facts.KindScope, Keys: facts.ExactKeys(), At: at, By: v.id})
	for _, d := range owner.Inside(text) {
		for _, h := range findAll(d.Root, p.names) {
			if name := manifest.Scalar(h.node); variableName.MatchString(name) && !serviceVariable.MatchString(name) {
				v.refAt(v.id, process.WithKey(name), facts.RelReads, d.At(h.node), false)
			}
		}
		for _, h := range findAll(d.Root, p.plain) {
			if name, asked := strings.CutPrefix(manifest.Scalar(h.node), "$"); asked && own.Has(name) {
				v.refAt(v.id, scope.WithKey(name), facts.RelSubstitutes, d.At(h.node), false)
			}
		}
	}
}

func findAll(root *manifest.Node, paths []string) []hit {
	var hits []hit
	for _, path := range paths {
		hits = append(hits, find(root, path)...)
	}
	return hits
}

// environment defines the variables that a container gets, and answers those
// that it lists itself.
func (v *view) environment(process facts.Symbol, container *manifest.Node, at facts.Pos) facts.KeySet {
	keys := facts.ExactKeys()
	for _, h := range find(container, "env[].name") {
		keys = keys.Union(facts.ExactKeys(manifest.Scalar(h.node)))
	}
	own := keys
	for _, from := range find(container, "envFrom[]") {
		if manifest.Scalar(manifest.Get(from.node, "prefix")) != "" {
			keys = facts.OpenKeys(keys.Names...)
		}
		for field, kind := range map[string]facts.SymbolKind{"secretRef": facts.Secret, "configMapRef": facts.ConfigMap} {
			if name := manifest.Get(from.node, field, "name"); plausible(manifest.Scalar(name)) {
				v.ref(process, facts.New(kind, v.Cluster, v.Namespace, manifest.Scalar(name)), facts.RelExtends, name, true)
			}
		}
	}
	v.w.part.Def(facts.Def{Symbol: process, Kind: facts.KindScope, Keys: keys, At: at, By: v.id})
	return own
}

// textAt is the text that a key of a ConfigMap or Secret holds, with the object
// it stands in: the object itself, or the one that makes it from a template.
func (w *world) textAt(place facts.Symbol) (*manifest.Object, *manifest.Node) {
	cluster, namespace, name, key := place.Segment(0), place.Segment(1), place.Name(), place.Key()
	if place.Kind() == facts.ConfigMap {
		o := w.lookup(cluster, namespace, "ConfigMap", name)
		return o, textIn(o, "data", key)
	}
	if o := w.lookup(cluster, namespace, "Secret", name); o != nil {
		return o, textIn(o, "stringData", key)
	}
	o := w.templates[place.Place()]
	return o, textIn(o, "spec", "target", "template", "data", key)
}

func textIn(o *manifest.Object, keys ...string) *manifest.Node {
	if o == nil {
		return nil
	}
	return manifest.Get(o.Root, keys...)
}

// noteTemplate remembers which ExternalSecret writes the text of a Secret.
func (w *world) noteTemplate(o *manifest.Object) {
	if o.Kind != "ExternalSecret" || manifest.Get(o.Root, "spec", "target", "template", "data") == nil {
		return
	}
	name := manifest.Scalar(manifest.Get(o.Root, "spec", "target", "name"))
	if name == "" {
		name = o.Name
	}
	w.templates[facts.SecretPlace(o.Cluster, o.Namespace, name)] = o
}
