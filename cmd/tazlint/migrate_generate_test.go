package main

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// moving is a workspace that was made up: a GitOps repository whose secrets come
// from one store and are to come from another, and the move.
type moving struct {
	texts     map[string][]byte
	migration *migrationConfig
	planned   *planned // once it was asked for
}

// inventor makes up such a workspace.
type inventor struct {
	*rand.Rand
	files   map[string]string
	targets map[string]string // the map of the move
	old     []string          // inventories
	new     []string
	count   int
	flux    bool
}

// invent makes up the workspace of a number: the same one each time.
func invent(seed uint64) *moving {
	i := &inventor{Rand: rand.New(rand.NewPCG(seed, 77)), files: map[string]string{}, targets: map[string]string{}}
	i.flux = i.chance(2)
	i.stores()
	var dirs []string
	for _, ns := range []string{"web", "data", "auth"}[:1+i.IntN(3)] {
		dirs = append(dirs, i.namespace(ns))
	}
	i.shared(dirs)
	i.root(dirs)
	m := &moving{texts: map[string][]byte{}, migration: &migrationConfig{From: []string{"old"}, To: "new", Map: i.targets, Phase: "planned"}}
	i.files["inventory/old.txt"] = lines(i.old)
	i.files["inventory/new.txt"] = lines(i.new)
	for _, name := range sortedKeys(i.files) {
		text := i.files[name]
		if path.Ext(name) == ".yaml" && i.chance(8) {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		m.texts[name] = []byte(text)
	}
	return m
}

func lines(names []string) string {
	slices.Sort(names)
	return strings.Join(slices.Compact(names), "\n") + "\n"
}

// chance is true once in n times.
func (i *inventor) chance(n int) bool { return i.IntN(n) == 0 }

// one picks one of some texts.
func (i *inventor) one(texts ...string) string { return texts[i.IntN(len(texts))] }

// name is a name that nothing else has.
func (i *inventor) name(what string) string {
	i.count++
	return fmt.Sprintf("%s-%d", what, i.count)
}

// doc is the text of a manifest: its head, and its spec from the given lines.
func doc(apiVersion, kind, name, rest string) string {
	return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata:\n  name: " + name + "\n" + rest
}

// stores declares both stores for the cluster.
func (i *inventor) stores() {
	i.files["stores/kustomization.yaml"] = "resources: [stores.yaml]\n"
	i.files["stores/stores.yaml"] = doc("external-secrets.io/v1", "ClusterSecretStore", "old", `spec:
  provider:
    infisical:
      hostAPI: https://app.infisical.com
      secretsScope: {projectSlug: lab, environmentSlug: prod, secretsPath: /, recursive: true}
`) + "---\n" + doc("external-secrets.io/v1", "ClusterSecretStore", "new", `spec:
  provider:
    vault:
      server: https://vault.example.net
      path: secret
      version: v2
      auth: {kubernetes: {mountPath: kubernetes, role: eso, serviceAccountRef: {name: eso, namespace: external-secrets}}}
`)
}

// secret makes up a secret at both ends and answers how it is asked for at the
// first, and its property if it is one of a larger secret.
func (i *inventor) secret() (key, property string) {
	i.count++
	key = fmt.Sprintf("KEY_%d", i.count)
	if i.chance(4) {
		key = "/" + i.one("auth", "apps/web") + "/" + key
	}
	target := fmt.Sprintf("%s/secret-%d", i.one("apps", "lab/static"), i.count)
	field := i.one("value", "password", "a.b")
	i.old = append(i.old, key)
	if i.chance(4) {
		property = i.one("user", "tls.crt")
		i.targets[key+"#"+property] = target + "#" + field
	} else {
		i.targets[key] = target + "#" + field
	}
	i.new = append(i.new, target+"#"+field)
	return key, property
}

// quoted writes a name in one of the ways of YAML.
func (i *inventor) quoted(name string) string {
	return i.one(name, name, name, `"`+name+`"`, "'"+name+"'")
}

// comment is one at the end of a line, or none.
func (i *inventor) comment() string {
	return i.one("", "", "", " # as before", "  # the old one")
}

// storeRef writes a reference to a store below a field, at an indentation.
func (i *inventor) storeRef(field, store, indent string) string {
	name, kind := "name: "+i.quoted(store), "kind: "+i.quoted("ClusterSecretStore")
	switch i.IntN(4) {
	case 0:
		return indent + field + ": {" + name + ", " + kind + "}" + i.comment() + "\n"
	case 1:
		return indent + field + ":\n" + indent + "  " + name + i.comment() + "\n" + indent + "  " + kind + "\n"
	}
	return indent + field + ":\n" + indent + "  " + kind + "\n" + indent + "  " + name + i.comment() + "\n"
}

// remoteRef writes a reference to a secret below a field, at an indentation.
func (i *inventor) remoteRef(field, indent string) string {
	key, property := i.secret()
	parts := []string{"key: " + i.quoted(key)}
	if property != "" {
		parts = append(parts, "property: "+i.quoted(property))
	}
	if i.chance(6) {
		parts = append(parts, "conversionStrategy: Default")
	}
	if i.chance(4) {
		slices.Reverse(parts)
	}
	if i.chance(4) {
		return indent + field + ": {" + strings.Join(parts, ", ") + "}" + i.comment() + "\n"
	}
	text := indent + field + ":" + i.comment() + "\n"
	for _, p := range parts {
		text += indent + "  " + p + i.comment() + "\n"
	}
	return text
}

// data writes the entries of an ExternalSecret for some keys.
func (i *inventor) data(keys []string, store string) string {
	text := "  data:\n"
	for n, key := range keys {
		if i.chance(5) {
			text += "    # " + i.one("a note", "the "+key) + "\n"
		}
		text += "    - secretKey: " + i.quoted(key) + "\n"
		switch {
		case store == "new":
			text += "      remoteRef: {key: " + i.kept() + ", property: value}\n"
		case i.chance(12) && n == 0:
			text += "      sourceRef:\n" + i.storeRef("storeRef", "new", "        ") + "      remoteRef: {key: " + i.kept() + ", property: value}\n"
		case i.chance(12):
			text += "      sourceRef:\n" + i.storeRef("storeRef", "old", "        ") + i.remoteRef("remoteRef", "      ")
		default:
			text += i.remoteRef("remoteRef", "      ")
		}
	}
	return text
}

// kept makes up a secret that the destination has already.
func (i *inventor) kept() string {
	name := i.name("kept")
	i.new = append(i.new, name+"#value")
	return name
}

// external makes up an ExternalSecret and answers its text and the keys that its
// Secret has.
func (i *inventor) external(name string) (text string, keys []string) {
	keys = []string{"user", "password", "token"}[:1+i.IntN(3)]
	version := i.one("v1", "v1", "v1", "v1beta1")
	store := i.one("old", "old", "old", "old", "new")
	spec := "spec:\n" + i.one("", "  refreshInterval: 1h\n") + i.storeRef("secretStoreRef", store, "  ")
	switch i.IntN(8) {
	case 0:
		keys = []string{"tls.crt", "tls.key"}
		spec += "  target:\n    template:\n      type: kubernetes.io/tls\n" + i.data(keys, store)
	case 1:
		spec += "  target:\n    template:\n      engineVersion: v2\n      data:\n        conf: |\n          # {{ ." + keys[0] + " }} first\n          a={{ ." + keys[0] + " | quote }}\n" + i.data(keys, store)
		keys = []string{"conf"}
	case 2:
		if store == "old" {
			spec, keys = i.anchored(), []string{"one", "two"}
			break
		}
		spec += i.data(keys, store)
	case 3:
		spec += i.data(keys, store)
		if store == "old" {
			spec += "  dataFrom:\n    - extract:\n        key: " + i.extracted() + "\n" + i.one("", "      rewrite:\n        - regexp: {source: '^(.*)$', target: 'x-$1'}\n")
		}
	default:
		spec += i.data(keys, store)
	}
	return i.one("", "# "+name+"\n", "---\n") + doc("external-secrets.io/"+version, "ExternalSecret", name, spec), keys
}

// extracted is a secret all of whose fields are taken.
func (i *inventor) extracted() string {
	i.count++
	key, target := fmt.Sprintf("JSON_%d", i.count), fmt.Sprintf("apps/json-%d", i.count)
	i.old, i.new = append(i.old, key), append(i.new, target+"#one", target+"#two")
	i.targets[key] = target
	return key
}

// anchored is a spec whose parts are written once and used twice.
func (i *inventor) anchored() string {
	key, property := i.secret()
	if property != "" {
		property = ", property: " + property
	}
	switch i.IntN(3) {
	case 0:
		return "spec:\n  secretStoreRef: &store {kind: ClusterSecretStore, name: old}\n  data:\n    - secretKey: one\n      remoteRef: &ref {key: " + key + property + "}\n    - secretKey: two\n      sourceRef: {storeRef: *store}\n      remoteRef: *ref\n"
	case 1:
		return "spec:\n  secretStoreRef:\n    kind: ClusterSecretStore\n    name: &store old\n  data:\n    - secretKey: one\n      remoteRef: {key: " + key + property + "}\n    - secretKey: two\n      sourceRef: {storeRef: {kind: ClusterSecretStore, name: *store}}\n" + i.remoteRef("remoteRef", "      ")
	}
	return "spec:\n  secretStoreRef: {kind: ClusterSecretStore, name: old}\n  data:\n    - &entry\n      secretKey: one\n      remoteRef: {key: " + key + property + "}\n    - <<: *entry\n      secretKey: two\n"
}

// reader is a workload that reads keys of a Secret.
func reader(name, secret string, keys []string) string {
	text := "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + "}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      containers:\n        - name: main\n          image: example.net/app:1.0\n          env:\n"
	for n, key := range keys {
		text += fmt.Sprintf("            - {name: V%d, valueFrom: {secretKeyRef: {name: %s, key: %s}}}\n", n, secret, key)
	}
	return text
}

// namespace makes up a directory with the objects of one namespace.
func (i *inventor) namespace(ns string) string {
	dir := "apps/" + ns
	resources := []string{"namespace.yaml"}
	i.files[dir+"/namespace.yaml"] = "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + ns + "}\n"
	patches := ""
	for range 1 + i.IntN(3) {
		name := i.name("app")
		text, keys := i.external(name)
		if i.chance(4) {
			text, patches = i.patched(name, text, patches)
		}
		if i.chance(4) {
			other, _ := i.external(i.name("app"))
			text = strings.TrimSuffix(text, "\n") + "\n---\n" + strings.TrimPrefix(other, "---\n")
		}
		i.files[dir+"/"+name+".yaml"], i.files[dir+"/"+name+"-reader.yaml"] = text, reader(name, name, keys)
		resources = append(resources, name+".yaml", name+"-reader.yaml")
		if i.chance(8) {
			resources = append(resources, i.push(dir, name, keys[0]))
		}
	}
	i.files[dir+"/kustomization.yaml"] = "namespace: " + ns + "\nresources:\n  - " + strings.Join(resources, "\n  - ") + "\n"
	if patches != "" {
		i.files[dir+"/kustomization.yaml"] += "patches:\n" + patches
	}
	return dir
}

// patched adds a patch of an ExternalSecret: one that carries what a move changes,
// of which the object itself says something else, or one that does not. Only one
// of a file carries it: which of two patches a text comes from is a guess.
func (i *inventor) patched(name, text, patches string) (string, string) {
	target := "    target: {kind: ExternalSecret, name: " + name + "}\n"
	head := "  - patch: |\n"
	if strings.Contains(patches, "old") || !strings.Contains(text, "name: old") || strings.Contains(text, "&") || i.chance(3) {
		return text, patches + head + "      - {op: add, path: /spec/refreshInterval, value: 2h}\n" + target
	}
	other := strings.Replace(text, "name: old", "name: none", 1)
	if i.chance(2) {
		return other, patches + head + "      - op: replace\n        path: /spec/secretStoreRef/name\n        value: old\n" + target
	}
	version := "v1"
	if strings.Contains(text, "v1beta1") {
		version = "v1beta1"
	}
	return other, patches + head + "      apiVersion: external-secrets.io/" + version + "\n      kind: ExternalSecret\n      metadata: {name: " + name + "}\n      spec:\n        refreshInterval: 5m\n        secretStoreRef: {name: old, kind: ClusterSecretStore}\n"
}

// push makes up a PushSecret of a Secret.
func (i *inventor) push(dir, secret, key string) string {
	name := i.name("push")
	remote := "PUSHED_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
	i.targets[remote] = "pushed/" + name + "#value"
	i.new = append(i.new, "pushed/"+name+"#value")
	i.files[dir+"/"+name+".yaml"] = doc("external-secrets.io/v1alpha1", "PushSecret", name, "spec:\n  refreshInterval: 1h\n  secretStoreRefs:\n    - {kind: ClusterSecretStore, name: "+i.one("old", "old", "new")+"}\n  selector: {secret: {name: "+secret+"}}\n  data:\n    - match:\n        secretKey: "+key+"\n        remoteRef:\n          remoteKey: "+remote+"\n")
	return name + ".yaml"
}

// shared adds what several namespaces have: a component, and an object that is
// made in each of them.
func (i *inventor) shared(dirs []string) {
	if i.chance(2) {
		text, _ := i.external("common")
		i.files["components/common/kustomization.yaml"] = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [common.yaml]\n"
		i.files["components/common/common.yaml"] = text
		for n, dir := range dirs {
			if n < 2 || i.chance(2) {
				i.files[dir+"/kustomization.yaml"] += "components: [../../components/common]\n"
			}
		}
	}
	if i.chance(3) {
		name, names := i.name("everywhere"), []string{}
		for _, dir := range dirs {
			names = append(names, path.Base(dir))
		}
		text, _ := i.external(name)
		_, spec, _ := strings.Cut(text, "\nspec:\n")
		if !strings.Contains(text, "&") {
			i.files["stores/everywhere.yaml"] = doc("external-secrets.io/v1", "ClusterExternalSecret", name, "spec:\n  namespaces: ["+strings.Join(names, ", ")+"]\n  externalSecretSpec:\n"+deeper(spec))
			i.files["stores/kustomization.yaml"] = "resources: [stores.yaml, everywhere.yaml]\n"
		}
	}
}

// deeper indents lines by two.
func deeper(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("  " + line)
	}
	return b.String()
}

// root applies the directories: by Flux, or by one kustomization.
func (i *inventor) root(dirs []string) {
	if !i.flux {
		i.files["kustomization.yaml"] = "resources: [stores, " + strings.Join(dirs, ", ") + "]\n"
		return
	}
	i.files["clusters/home/flux-system/gotk-sync.yaml"] = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {interval: 1m, url: 'https://example.net/lab/gitops.git', ref: {branch: main}}\n---\n" + unit("flux-system", "./clusters/home", "")
	i.files["clusters/home/flux-system/kustomization.yaml"] = "resources: [gotk-sync.yaml]\n"
	i.files["clusters/home/kustomization.yaml"] = "resources: [flux-system, units.yaml]\n"
	units := unit("stores", "./stores", "")
	for _, dir := range dirs {
		units += "---\n" + unit(path.Base(dir), "./"+dir, "stores")
	}
	i.files["clusters/home/units.yaml"] = units
}

func unit(name, dir, after string) string {
	if after != "" {
		after = ", dependsOn: [{name: " + after + "}]"
	}
	return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: " + name + ", namespace: flux-system}\nspec: {interval: 10m, prune: true, path: " + dir + ", sourceRef: {kind: GitRepository, name: flux-system}" + after + "}\n"
}
