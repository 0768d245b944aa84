package kinds

import "github.com/tazzo/tazlint/analyzers/facts"

// fluxRows are the custom resources of Flux 2.9. All names are looked up in
// the object's namespace; the paths are equal in all served versions.
var fluxRows = []sheet{
	{"helm.toolkit.fluxcd.io", "HelmRelease", []row{
		{at: "spec.valuesFrom[].name", key: "valuesKey", orKey: "values.yaml", when: "kind=Secret"},
		{at: "spec.valuesFrom[].name", key: "valuesKey", orKey: "values.yaml", when: "kind=ConfigMap", place: facts.ConfigMap},
		{at: "spec.kubeConfig.secretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.chart.spec.verify.secretRef.name", rel: facts.RelAuthenticates},
	}},
	{"kustomize.toolkit.fluxcd.io", "Kustomization", []row{
		{at: "spec.decryption.secretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.kubeConfig.secretRef.name", rel: facts.RelAuthenticates},
	}},
	{sourceGroup, "GitRepository OCIRepository HelmRepository Bucket HelmChart", []row{
		{at: "spec.secretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.certSecretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.proxySecretRef.name", rel: facts.RelAuthenticates, keys: "address"},
		{at: "spec.verify.secretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.verify.trustedRootSecretRef.name", rel: facts.RelAuthenticates, keys: "trusted_root.json"},
		{at: "spec.sts.secretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.sts.certSecretRef.name", rel: facts.RelAuthenticates},
	}},
	{"image.toolkit.fluxcd.io", "ImageRepository", []row{
		{at: "spec.secretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.certSecretRef.name", rel: facts.RelAuthenticates},
		{at: "spec.proxySecretRef.name", rel: facts.RelAuthenticates, keys: "address"},
	}},
	{"image.toolkit.fluxcd.io", "ImageUpdateAutomation", []row{
		{at: "spec.git.commit.signingKey.secretRef.name"},
	}},
	{"notification.toolkit.fluxcd.io", "Provider", []row{
		{at: "spec.secretRef.name"},
		{at: "spec.certSecretRef.name"},
		{at: "spec.proxySecretRef.name", keys: "address"},
	}},
	{"notification.toolkit.fluxcd.io", "Receiver", []row{{at: "spec.secretRef.name", keys: "token"}}},
	{"notification.toolkit.fluxcd.io", "Alert", nil},
	{"image.toolkit.fluxcd.io", "ImagePolicy", nil},
	{"fluxcd.controlplane.io", "ResourceSetInputProvider", []row{
		{at: "spec.secretRef.name"}, {at: "spec.certSecretRef.name"},
	}},
	{"fluxcd.controlplane.io", "FluxInstance", []row{{at: "spec.sync.pullSecret"}}},
	{"fluxcd.controlplane.io", "FluxReport", nil},
}
