package kinds

import "github.com/tazzo/tazlint/analyzers/facts"

const tlsKeys = "tls.crt tls.key"

// coreRows are Kubernetes' own kinds, the Gateway API and secret stores' kinds
// whose Secret references have a fixed place.
var coreRows = []sheet{
	{"", "ServiceAccount", []row{
		{at: "imagePullSecrets[].name", optional: true},
		{at: "secrets[].name", optional: true},
	}},
	{"networking.k8s.io", "Ingress", []row{{at: "spec.tls[].secretName", keys: tlsKeys}}},
	{"", "PersistentVolume", []row{
		{at: "spec.csi.nodeStageSecretRef.name", space: namedSpace},
		{at: "spec.csi.nodePublishSecretRef.name", space: namedSpace},
		{at: "spec.csi.controllerPublishSecretRef.name", space: namedSpace},
		{at: "spec.csi.controllerExpandSecretRef.name", space: namedSpace},
		{at: "spec.csi.nodeExpandSecretRef.name", space: namedSpace},
		{at: "spec.azureFile.secretName", space: prefixSpace},
	}},
	{"gateway.networking.k8s.io", "Gateway ListenerSet XListenerSet", []row{
		{at: "spec.listeners[].tls.certificateRefs[].name", keys: tlsKeys, when: "kind=Secret?", space: namedSpace},
		{at: "spec.tls.backend.clientCertificateRef.name", keys: tlsKeys, when: "kind=Secret?", space: namedSpace},
		{at: "spec.listeners[].tls.frontendValidation.caCertificateRefs[].name", when: "kind=Secret", space: namedSpace},
		{at: "spec.tls.frontend.default.validation.caCertificateRefs[].name", when: "kind=Secret", space: namedSpace},
		{at: "spec.tls.frontend.perPort[].tls.validation.caCertificateRefs[].name", when: "kind=Secret", space: namedSpace},
	}},
	{"gateway.networking.k8s.io", "BackendTLSPolicy", []row{
		{at: "spec.validation.caCertificateRefs[].name", when: "kind=Secret"},
		{at: "spec.validation.caCertificateRefs[].name", when: "kind=ConfigMap", place: facts.ConfigMap},
	}},
}

// podRows are relative to a PodSpec (core/v1, Kubernetes 1.34).
var podRows = []row{
	{at: "containers[].env[].valueFrom.secretKeyRef.name"},
	{at: "initContainers[].env[].valueFrom.secretKeyRef.name"},
	{at: "ephemeralContainers[].env[].valueFrom.secretKeyRef.name"},
	{at: "containers[].envFrom[].secretRef.name"},
	{at: "initContainers[].envFrom[].secretRef.name"},
	{at: "ephemeralContainers[].envFrom[].secretRef.name"},
	{at: "imagePullSecrets[].name", keys: ".dockerconfigjson", optional: true},
	{at: "volumes[].projected.sources[].secret.name"},
	{at: "volumes[].csi.nodePublishSecretRef.name"},
	{at: "volumes[].cephfs.secretRef.name"},
	{at: "volumes[].flexVolume.secretRef.name"},
	{at: "volumes[].iscsi.secretRef.name"},
	{at: "volumes[].rbd.secretRef.name"},
	{at: "volumes[].cinder.secretRef.name"},
	{at: "volumes[].scaleIO.secretRef.name"},
	{at: "volumes[].storageos.secretRef.name"},
	{at: "volumes[].azureFile.secretName", key: "-"},
	{at: "containers[].env[].valueFrom.configMapKeyRef.name", place: facts.ConfigMap},
	{at: "initContainers[].env[].valueFrom.configMapKeyRef.name", place: facts.ConfigMap},
	{at: "ephemeralContainers[].env[].valueFrom.configMapKeyRef.name", place: facts.ConfigMap},
	{at: "containers[].envFrom[].configMapRef.name", place: facts.ConfigMap},
	{at: "initContainers[].envFrom[].configMapRef.name", place: facts.ConfigMap},
	{at: "ephemeralContainers[].envFrom[].configMapRef.name", place: facts.ConfigMap},
	{at: "volumes[].projected.sources[].configMap.name", place: facts.ConfigMap},
}

// podShapedRows are fields of operators' specs that are shaped like parts of a
// PodSpec without being one.
var podShapedRows = []row{
	{at: "spec.env[].valueFrom.secretKeyRef.name"},
	{at: "spec.envFrom[].secretRef.name"},
	{at: "spec.imagePullSecrets[].name", optional: true},
	{at: "spec.volumes[].secret.secretName"},
	{at: "spec.projectedVolumeTemplate.sources[].secret.name"},
}
