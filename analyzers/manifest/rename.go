package manifest

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/hasher"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// identity is what an object is called at one moment of a build. Patches and
// references may use any name that it had before.
type identity struct{ namespace, name string }

func (o *Object) identity() identity {
	if o.Namespace == "" {
		return identity{"default", o.Name}
	}
	return identity{o.Namespace, o.Name}
}

// identities are an object's names from the first to the present one.
func (o *Object) identities() []identity {
	return append(o.past[:len(o.past):len(o.past)], o.identity())
}

// rename puts the prefix and the suffix of a kustomization around the names of
// all objects but those of kinds that keep theirs.
// Source: sigs.k8s.io/kustomize/api, PrefixTransformer and SuffixTransformer.
func (r *resolver) rename(k *kustomization, objects []*Object) {
	prefix, suffix := Scalar(Get(k.root, "namePrefix")), Scalar(Get(k.root, "nameSuffix"))
	if prefix+suffix == "" {
		return
	}
	for i, o := range objects {
		if o.Name != "" && o.Kind != "Namespace" && o.Kind != "CustomResourceDefinition" && o.Kind != "APIService" {
			objects[i] = o.called(prefix + o.Name + suffix)
		}
	}
}

// called gives an object another name; its position stays.
func (o *Object) called(name string) *Object {
	made := o.edit()
	made.past, made.Name = o.identities(), name
	made.change(field("metadata/name"), func(n *Node) *Node { return made.respelled(n, name) })
	return made
}

// respelled is a scalar with another text that stands where the first one does.
func (o *Object) respelled(n *Node, text string) *Node {
	if n == nil || n.Kind != yaml.ScalarNode || n.Value == text {
		return n
	}
	made := scalarNode(text)
	o.origin.spots[made] = o.origin.find(n)
	return made
}

// hash ends the names of generated objects in a hash of their content.
func (r *resolver) hash(objects []*Object) {
	for i, o := range objects {
		if !o.hashed {
			continue
		}
		sum, err := new(hasher.Hasher).Hash(yaml.NewRNode(o.Root))
		if err != nil {
			r.out.unsupported = true
			return
		}
		objects[i] = o.called(o.Name + "-" + sum)
	}
}

// former finds objects by their present namespace and a name they had.
type former map[identity][]*Object

// refer lets references follow objects that got other names. Kustomize does so
// for the fields of built-in kinds alone: whatever else names a ConfigMap with
// a hash keeps the name as written.
// Source: sigs.k8s.io/kustomize/api/filters/nameref.
func (r *resolver) refer(objects []*Object) {
	renamed := former{}
	for _, o := range objects {
		if o.Group != "" || !followed[o.Kind] {
			continue
		}
		for _, was := range o.past {
			if was.name != o.Name {
				at := identity{o.identity().namespace, was.name}
				renamed[at] = append(renamed[at], o)
			}
		}
	}
	if len(renamed) == 0 {
		return
	}
	for i, o := range objects {
		if slices.Contains(everywhere, o.Kind) {
			r.out.unsupported = true
		}
		if fields := nameFields[o.Kind]; len(fields) > 0 {
			objects[i] = o.edit()
			r.follow(objects[i], fields, renamed)
		}
	}
}

// follow rewrites the names in the fields of an object.
func (r *resolver) follow(o *Object, fields []nameField, renamed former) {
	for _, f := range fields {
		o.change(f.fieldSpec, func(n *Node) *Node {
			if Scalar(n) == "" {
				return n
			}
			name, found := r.newName(renamed[identity{o.identity().namespace, n.Value}], f.to)
			if !found {
				return n
			}
			return o.respelled(n, name)
		})
	}
}

// newName is what the one object is called now that had a name; where several
// had, kustomize itself must decide.
func (r *resolver) newName(candidates []*Object, kind string) (string, bool) {
	var names []string
	for _, o := range candidates {
		if o.Kind == kind && !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	if len(names) > 1 {
		r.out.unsupported = true
	}
	return strings.Join(names, ""), len(names) == 1
}
