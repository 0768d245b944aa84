package manifest

import "path"

// neighbourhood is a directory as one cluster sees it.
type neighbourhood struct{ cluster, dir string }

// namespacesBeside are the namespaces of what is live in each directory; empty
// where it is in several.
func (r *renderer) namespacesBeside() map[neighbourhood]string {
	found := map[neighbourhood]string{}
	for _, c := range r.clusters {
		for _, o := range c.objects {
			at := neighbourhood{c.name, path.Dir(o.File)}
			switch known, seen := found[at]; {
			case o.Namespace == "" || seen && known == o.Namespace:
			case seen:
				found[at] = ""
			default:
				found[at] = o.Namespace
			}
		}
	}
	return found
}

// place gives an object that nothing applies the namespace it would have where
// it belongs: that of its kustomization, or of everything live beside it.
func (r *renderer) place(o *Object, beside map[neighbourhood]string) {
	home := r.above(o.File)
	switch {
	case clusterScoped(o.Kind, r.custom):
		o.Namespace = ""
	case home != "":
		if namespace := Scalar(Get(r.kustomization(home).root, "namespace")); namespace != "" {
			o.Namespace = namespace
		} else if o.Namespace == "" {
			o.Namespace = beside[neighbourhood{o.Cluster, home}]
		}
	}
}
