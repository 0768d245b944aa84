package leak

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

type entryFilesKey struct{}

// role is what other files make of one: entries of a Secret, or variables.
type role struct {
	secret bool   // its content becomes entries of a Secret
	listed bool   // each line is an entry, not the file as a whole
	key    string // of the entry that the whole file becomes
}

// entryFiles are the files that generators of kustomize turn into Secrets, and
// those that files of Compose load variables from.
func entryFiles(t *source.Tree) map[string]role {
	return t.Once(entryFilesKey{}, func() any {
		roles := map[string]role{}
		for _, f := range t.Files {
			base := strings.ToLower(f.Base())
			switch {
			case base == "kustomization.yaml" || base == "kustomization.yml" || base == "kustomization":
				generated(f, roles)
			case isCompose(f):
				loaded(f, roles)
			}
		}
		return roles
	}).(map[string]role)
}

func isCompose(f *source.File) bool {
	base := strings.ToLower(f.Base())
	return manifest.IsYAML(f) && (strings.HasPrefix(base, "compose.") || strings.HasPrefix(base, "docker-compose") || strings.HasPrefix(base, "podman-compose"))
}

// generated reads the generators of one kustomization. A ConfigMap is read as
// what its file is anyway.
// Source: kustomize, types.KvPairSources.
func generated(f *source.File, roles map[string]role) {
	dir := path.Dir(f.Path)
	for _, d := range manifest.Documents(f) {
		for _, g := range manifest.Items(manifest.Get(d.Root, "secretGenerator")) {
			envs := append(manifest.Items(manifest.Get(g, "envs")), manifest.Get(g, "env"))
			for _, n := range envs {
				if name := manifest.Scalar(n); name != "" {
					roles[path.Join(dir, name)] = role{secret: true, listed: true}
				}
			}
			for _, n := range manifest.Items(manifest.Get(g, "files")) {
				key, name, found := strings.Cut(manifest.Scalar(n), "=")
				if !found {
					key, name = path.Base(key), key
				}
				roles[path.Join(dir, name)] = role{secret: true, key: key}
			}
		}
	}
}

// loaded reads the files of variables in one file of Compose.
func loaded(f *source.File, roles map[string]role) {
	for _, d := range manifest.Documents(f) {
		for _, service := range manifest.Fields(manifest.Get(d.Root, "services")) {
			files := manifest.Get(service.Value, "env_file")
			for _, n := range append(manifest.Items(files), files) {
				if inner := manifest.Get(n, "path"); inner != nil {
					n = inner
				}
				if name := path.Join(path.Dir(f.Path), manifest.Scalar(n)); manifest.Scalar(n) != "" && !roles[name].secret {
					roles[name] = role{listed: true}
				}
			}
		}
	}
}

func isEntryFile(t *source.Tree, f *source.File) bool {
	_, is := entryFiles(t)[f.Path]
	return is
}

// entryFile judges a file that a generator or a container turns into entries or
// variables.
func entryFile(t *source.Tree, m *marks, f *source.File) {
	switch r := entryFiles(t)[f.Path]; {
	case r.listed:
		linesOf(func(text string) []setting {
			settings := envPairs(text)
			for i := range settings {
				settings[i].sealed = r.secret
			}
			return settings
		})(m, f)
	case manifest.IsYAML(f) || isJSON(f) || isTOML(f) || strings.ContainsAny(r.key, "."):
		byFormat(t, m, f)
	default:
		linesOf(func(text string) []setting {
			value := strings.TrimSpace(text)
			return []setting{{name: r.key, value: value, at: strings.Index(text, value), width: len(value), sealed: true}}
		})(m, f)
	}
}
