package kinds

import "github.com/tazzo/tazlint/analyzers/facts"

// certificateRows are cert-manager 1.21. A ClusterIssuer's Secrets lie in the
// namespace cert-manager is told to use, its own unless configured.
var certificateRows = []sheet{
	{certManagerGroup, "Certificate", []row{
		{at: "spec.keystores.jks.passwordSecretRef.name"},
		{at: "spec.keystores.pkcs12.passwordSecretRef.name"},
	}},
	{certManagerGroup, "Issuer", issuerRows(ownSpace)},
	{certManagerGroup, "ClusterIssuer", issuerRows(managerSpace)},
	{"trust.cert-manager.io", "Bundle", []row{
		{at: "spec.sources[].secret.name", space: managerSpace},
		{at: "spec.sources[].configMap.name", space: managerSpace, place: facts.ConfigMap},
	}},
}

// solverRefs are the selectors under spec.acme.solvers[].dns01.
var solverRefs = []string{
	"cloudflare.apiTokenSecretRef", "cloudflare.apiKeySecretRef", "route53.accessKeyIDSecretRef", "route53.secretAccessKeySecretRef",
	"digitalocean.tokenSecretRef", "cloudDNS.serviceAccountSecretRef", "azureDNS.clientSecretSecretRef", "akamai.clientTokenSecretRef",
	"akamai.clientSecretSecretRef", "akamai.accessTokenSecretRef", "acmeDNS.accountSecretRef", "rfc2136.tsigSecretSecretRef",
	// Solvers that run as webhooks, after cert-manager's example.
	"webhook.config.apiKeySecretRef", "webhook.config.apiTokenSecretRef", "webhook.config.tokenSecretRef", "webhook.config.tokenSecretKeyRef",
}

func issuerRows(s space) []row {
	login := func(at, keys string) row {
		return row{at: "spec." + at, keys: keys, space: s, rel: facts.RelAuthenticates}
	}
	rows := []row{
		login("acme.externalAccountBinding.keySecretRef.name", ""),
		login("ca.secretName", tlsKeys),
		login("vault.auth.appRole.secretRef.name", ""),
		login("vault.auth.tokenSecretRef.name", ""),
		login("vault.auth.kubernetes.secretRef.name", ""),
		login("vault.auth.clientCertificate.secretName", tlsKeys),
		login("vault.caBundleSecretRef.name", "ca.crt"),
		login("vault.clientCertSecretRef.name", "tls.crt"),
		login("vault.clientKeySecretRef.name", "tls.key"),
		login("venafi.tpp.credentialsRef.name", ""),
		login("venafi.tpp.caBundleSecretRef.name", "ca.crt"),
		login("venafi.cloud.apiTokenSecretRef.name", "api-key"),
		login("venafi.ngts.credentialsRef.name", ""),
	}
	for _, ref := range solverRefs {
		rows = append(rows, login("acme.solvers[].dns01."+ref+".name", ""))
	}
	for _, solver := range []string{"ingress", "gatewayHTTPRoute"} {
		rows = append(rows, row{at: "spec.acme.solvers[].http01." + solver + ".podTemplate.spec.imagePullSecrets[].name", space: s, optional: true})
	}
	return rows
}
