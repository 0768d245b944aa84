package manifest

import (
	"slices"
	"strings"
)

// fieldSpec is a field of some kinds that kustomize changes.
// Source of all tables here: sigs.k8s.io/kustomize/api v0.21,
// internal/konfig/builtinpluginconsts.
type fieldSpec struct {
	path   []string
	create bool     // where it is missing
	group  string   // of the kinds; any without
	kinds  []string // all without
}

func (s fieldSpec) covers(o *Object) bool {
	return (len(s.kinds) == 0 || slices.Contains(s.kinds, o.Kind)) && (s.group == "" || s.group == o.Group)
}

// field is a fieldSpec of kinds in any group, below a path.
func field(path string, kinds ...string) fieldSpec {
	return fieldSpec{path: strings.Split(path, "/"), kinds: kinds}
}

func (s fieldSpec) in(group string) fieldSpec { s.group = group; return s }

// created makes the field where it is missing.
func (s fieldSpec) created() fieldSpec { s.create = true; return s }

// below is the field at a path below this one.
func (s fieldSpec) below(path string) fieldSpec {
	s.path = slices.Concat(s.path, strings.Split(path, "/"))
	return s
}

// labelFields hold labels, first those of the object itself, annotationFields
// annotations; selecting are all fields of labels.
var (
	labelFields      = metadata("labels")
	annotationFields = metadata("annotations")
	selecting        = slices.Concat(labelFields, selectorFields)
)

// metadata is a field of objects and of the pods that they make.
func metadata(name string) []fieldSpec {
	name = "metadata/" + name
	return []fieldSpec{
		field(name).created(),
		field("spec/template/"+name, "ReplicationController", "Deployment", "ReplicaSet", "DaemonSet").created(),
		field("spec/template/"+name, "StatefulSet").in("apps").created(),
		field("spec/template/"+name, "Job").in("batch").created(),
		field("spec/jobTemplate/"+name, "CronJob").in("batch").created(),
		field("spec/jobTemplate/spec/template/"+name, "CronJob").in("batch").created(),
	}
}

// selectorFields hold labels that select pods.
var selectorFields = slices.Concat([]fieldSpec{
	field("spec/selector", "Service", "ReplicationController").created(),
	field("spec/selector/matchLabels", "Deployment", "ReplicaSet", "DaemonSet").created(),
	field("spec/selector/matchLabels", "StatefulSet").in("apps").created(),
	field("spec/selector/matchLabels", "Job").in("batch"),
	field("spec/jobTemplate/spec/selector/matchLabels", "CronJob").in("batch"),
	field("spec/selector/matchLabels", "PodDisruptionBudget").in("policy"),
	field("spec/podSelector/matchLabels", "NetworkPolicy").in("networking.k8s.io"),
	field("spec/ingress/from/podSelector/matchLabels", "NetworkPolicy").in("networking.k8s.io"),
	field("spec/egress/to/podSelector/matchLabels", "NetworkPolicy").in("networking.k8s.io"),
	field("spec/volumeClaimTemplates/metadata/labels", "StatefulSet").in("apps").created(),
}, spreading())

// spreading are the selectors by which pods seek or avoid each other.
func spreading() []fieldSpec {
	const preferred, required = "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm", "requiredDuringSchedulingIgnoredDuringExecution"
	pod := field("spec/template/spec", "Deployment", "StatefulSet").in("apps")
	return []fieldSpec{
		pod.below("affinity/podAffinity/" + preferred + "/labelSelector/matchLabels"),
		pod.below("affinity/podAffinity/" + required + "/labelSelector/matchLabels"),
		pod.below("affinity/podAntiAffinity/" + preferred + "/labelSelector/matchLabels"),
		pod.below("affinity/podAntiAffinity/" + required + "/labelSelector/matchLabels"),
		pod.below("topologySpreadConstraints/labelSelector/matchLabels"),
	}
}

// nameField is a field that names an object of another kind.
type nameField struct {
	fieldSpec
	to string
}

// followed are the kinds whose references the resolver rewrites: those that
// lie on a secret's way.
var followed = map[string]bool{"ConfigMap": true, "Secret": true, "ServiceAccount": true}

// nameFields are the fields that name such objects, by the kind that has them.
var nameFields = byKind(slices.Concat(podNames(), []nameField{
	{field("metadata/annotations/nginx.ingress.kubernetes.io~fastcgi-params-configmap", "Ingress"), "ConfigMap"},
	{field("metadata/annotations/ingress.kubernetes.io~auth-secret", "Ingress"), "Secret"},
	{field("metadata/annotations/nginx.ingress.kubernetes.io~auth-secret", "Ingress"), "Secret"},
	{field("metadata/annotations/nginx.ingress.kubernetes.io~auth-tls-secret", "Ingress"), "Secret"},
	{field("spec/tls/secretName", "Ingress"), "Secret"},
	{field("imagePullSecrets/name", "ServiceAccount"), "Secret"},
	{field("spec/template/spec/containers/env/valueFrom/secretKeyRef/name", "Service"), "Secret"},
	{field("rules/resourceNames", "Role"), "ConfigMap"},
	{field("rules/resourceNames", "Role"), "Secret"},
}))

// everywhere are kinds without a namespace whose references may mean an object
// of any namespace: kustomize itself must decide.
var everywhere = []string{"ClusterRole", "StorageClass", "PersistentVolume", "Node"}

func podNames() []nameField {
	var all []nameField
	for _, pod := range []fieldSpec{
		field("spec", "Pod"),
		field("template/spec", "PodTemplate"),
		field("spec/template/spec", "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"),
		field("spec/jobTemplate/spec/template/spec", "CronJob"),
	} {
		all = append(all, nameField{pod.below("volumes/configMap/name"), "ConfigMap"},
			nameField{pod.below("volumes/projected/sources/configMap/name"), "ConfigMap"},
			nameField{pod.below("volumes/secret/secretName"), "Secret"},
			nameField{pod.below("volumes/projected/sources/secret/name"), "Secret"},
			nameField{pod.below("imagePullSecrets/name"), "Secret"})
		for _, containers := range []string{"containers", "initContainers"} {
			all = append(all, nameField{pod.below(containers + "/env/valueFrom/configMapKeyRef/name"), "ConfigMap"},
				nameField{pod.below(containers + "/envFrom/configMapRef/name"), "ConfigMap"},
				nameField{pod.below(containers + "/env/valueFrom/secretKeyRef/name"), "Secret"},
				nameField{pod.below(containers + "/envFrom/secretRef/name"), "Secret"})
		}
	}
	return append(all,
		nameField{field("spec/serviceAccountName", "Pod"), "ServiceAccount"},
		nameField{field("spec/template/spec/serviceAccountName", "Deployment", "StatefulSet", "ReplicationController", "Job", "DaemonSet"), "ServiceAccount"},
		nameField{field("spec/jobTemplate/spec/template/spec/serviceAccountName", "CronJob"), "ServiceAccount"})
}

func byKind(fields []nameField) map[string][]nameField {
	all := map[string][]nameField{}
	for _, f := range fields {
		for i, part := range f.path {
			f.path[i] = strings.ReplaceAll(part, "~", "/")
		}
		for _, kind := range f.kinds {
			all[kind] = append(all[kind], f)
		}
	}
	return all
}
