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
	for _, list := range []string{"containers", "initContainers"} {
		for _, container := range manifest.Items(manifest.Get(spec, list)) {
			mounts := v.mounts(spec, container)
			if len(mounts) == 0 {
				continue
			}
			for _, h := range find(container, "env[].value") {
				v.mountedFile(mounts, h.node, manifest.Scalar(h.node))
			}
			for _, words := range []string{"args[]", "command[]"} {
				for _, h := range find(container, words) {
					text := manifest.Scalar(h.node)
					if _, value, found := strings.Cut(text, "="); found {
						text = value
					}
					v.mountedFile(mounts, h.node, text)
				}
			}
		}
	}
}

// mounts are the places a container sees as directories, by their path. Other
// mounts stand as uses of nothing: what lies under them is not a key.
func (v *view) mounts(spec, container *manifest.Node) map[string]use {
	sources := map[string]use{}
	for _, volume := range manifest.Items(manifest.Get(spec, "volumes")) {
		for _, sort := range []struct {
			field, name string
			kind        facts.SymbolKind
		}{{"secret", "secretName", facts.Secret}, {"configMap", "name", facts.ConfigMap}} {
			source := manifest.Get(volume, sort.field)
			name := manifest.Get(source, sort.name)
			if plausible(manifest.Scalar(name)) && len(manifest.Items(manifest.Get(source, "items"))) == 0 {
				place := facts.New(sort.kind, v.Cluster, v.Namespace, manifest.Scalar(name))
				sources[manifest.Scalar(manifest.Get(volume, "name"))] = use{place: place, name: name, optional: truth(manifest.Get(source, "optional"))}
			}
		}
	}
	mounts := map[string]use{}
	for _, m := range manifest.Items(manifest.Get(container, "volumeMounts")) {
		at := path.Clean(manifest.Scalar(manifest.Get(m, "mountPath")))
		mounts[at] = use{}
		if manifest.Get(m, "subPath") == nil && manifest.Get(m, "subPathExpr") == nil {
			mounts[at] = sources[manifest.Scalar(manifest.Get(m, "name"))]
		}
	}
	return mounts
}

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
