package kinds

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// mountedFiles refers to the keys whose files a container's environment and
// arguments name below the mount of a whole Secret or ConfigMap.
func (v *view) mountedFiles(spec *manifest.Node) {
	sources := v.sources(spec)
	for _, list := range []string{"containers[]", "initContainers[]"} {
		for _, container := range find(spec, list) {
			mounts := mountsOf(container.node, sources)
			for _, h := range find(container.node, "env[].value") {
				v.mountedFile(mounts, h.node, manifest.Scalar(h.node))
			}
			for _, h := range append(find(container.node, "args[]"), find(container.node, "command[]")...) {
				text := manifest.Scalar(h.node)
				if _, value, found := strings.Cut(text, "="); found {
					text = value
				}
				v.mountedFile(mounts, h.node, text)
			}
		}
	}
}

// volumeSorts are the fields of a volume that show a Secret or ConfigMap.
var volumeSorts = []struct {
	field, name string
	kind        facts.SymbolKind
}{{"secret", "secretName", facts.Secret}, {"configMap", "name", facts.ConfigMap}}

// sources are the volumes that hold all keys of a Secret or ConfigMap, by name.
func (v *view) sources(spec *manifest.Node) map[string]use {
	sources := map[string]use{}
	for _, sort := range volumeSorts {
		for _, volume := range find(spec, "volumes[]") {
			source := manifest.Get(volume.node, sort.field)
			name := manifest.Get(source, sort.name)
			if plausible(manifest.Scalar(name)) && len(manifest.Items(manifest.Get(source, "items"))) == 0 {
				place := facts.New(sort.kind, v.Cluster, v.Namespace, manifest.Scalar(name))
				sources[manifest.Scalar(manifest.Get(volume.node, "name"))] = use{place: place, name: name, optional: truth(manifest.Get(source, "optional"))}
			}
		}
	}
	return sources
}

// mountsOf are the paths at which a container mounts something. What is not a
// whole Secret or ConfigMap is a use of nothing: no key lies below it.
func mountsOf(container *manifest.Node, sources map[string]use) map[string]use {
	mounts := map[string]use{}
	for _, m := range find(container, "volumeMounts[]") {
		at := path.Clean(manifest.Scalar(manifest.Get(m.node, "mountPath")))
		mounts[at] = use{}
		if manifest.Get(m.node, "subPath") == nil && manifest.Get(m.node, "subPathExpr") == nil {
			mounts[at] = sources[manifest.Scalar(manifest.Get(m.node, "name"))]
		}
	}
	return mounts
}

// mountedFile refers to the key of a file that lies right below a mount.
func (v *view) mountedFile(mounts map[string]use, at *manifest.Node, file string) {
	if !path.IsAbs(file) || dynamic(file) || strings.ContainsAny(file, " ,:;\n*$") || strings.HasSuffix(file, "/") || len(file) > 4096 {
		return
	}
	file = path.Clean(file)
	directory, key := path.Split(file)
	u := mounts[path.Clean(directory)]
	if _, mount := mounts[file]; mount || u.place == "" {
		return
	}
	u.key, u.keyNode = key, at
	v.use(u)
}
