package manifest

import (
	"path"
	"strings"
)

// decrypted lists the files that KSOPS, a generator, decrypts into a build, with
// the files that tell it to. It answers false where a generator is another one,
// or makes Secrets of other files.
// Source: github.com/viaduct-ai/kustomize-sops, "ksops" and "secretFrom".
func (b *builder) decrypted(k *kustomization) (files []listed, generators []string, only bool) {
	for _, n := range Items(Get(k.root, "generators")) {
		e := b.entry(k.doc, n, k.dir, Scalar(n))
		if e.file == nil {
			return nil, nil, false
		}
		generators = append(generators, e.file.Path)
		for _, d := range Documents(e.file) {
			group, _, _ := strings.Cut(Scalar(Get(d.Root, "apiVersion")), "/")
			if group != "viaduct.ai" || Scalar(Get(d.Root, "kind")) != "ksops" || Get(d.Root, "secretFrom") != nil {
				return nil, nil, false
			}
			for _, name := range Items(Get(d.Root, "files")) {
				files = append(files, b.entry(d, name, path.Dir(e.file.Path), Scalar(name)))
			}
		}
	}
	for _, e := range files {
		if e.file == nil || !plainObjects(e) {
			return nil, nil, false
		}
	}
	return files, generators, true
}

// plainObjects reports whether the objects of a generated file are taken as they
// are: annotations can ask for a hash or a merge.
func plainObjects(e listed) bool {
	for _, o := range fileObjects(e.file) {
		for _, f := range Fields(Get(o.Root, "metadata", "annotations")) {
			if strings.HasPrefix(f.Key.Value, "kustomize.config.k8s.io/") {
				return false
			}
		}
	}
	return true
}

// decrypt adds the objects of the files that KSOPS decrypts.
func (r *resolver) decrypt(k *kustomization) []*Object {
	files, generators, _ := r.decrypted(k)
	for _, name := range generators {
		r.reach(name)
	}
	var objects []*Object
	for _, e := range files {
		objects = append(objects, r.resource(e)...)
	}
	return objects
}
