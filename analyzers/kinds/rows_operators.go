package kinds

import "github.com/tazzo/tazlint/analyzers/facts"

const awsKeys = "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY"

// operatorRows are operators of networks, storage, dashboards and secrets.
// Sources: the custom resource definitions of Traefik 3.7, Longhorn, VolSync,
// Velero, grafana-operator 5.24, KEDA, Envoy Gateway, Kyverno, Tailscale, the
// Infisical operator 0.11 and the Vault Secrets Operator 1.4.
var operatorRows = []sheet{
	{"traefik.io", traefikKinds, traefikRows},
	{"traefik.containo.us", traefikKinds, traefikRows},
	{"longhorn.io", "BackupTarget", []row{{at: "spec.credentialSecret"}}},
	{"longhorn.io", "BackingImage", []row{{at: "spec.secret", space: prefixSpace}}},
	{"volsync.backube", "ReplicationSource ReplicationDestination", []row{
		{at: "spec.restic.repository", keys: "RESTIC_REPOSITORY RESTIC_PASSWORD"},
		{at: "spec.kopia.repository"},
		{at: "spec.restic.customCA.secretName"},
		{at: "spec.kopia.customCA.secretName"},
		{at: "spec.rclone.rcloneConfig"},
		{at: "spec.rclone.customCA.secretName"},
		{at: "spec.rsyncTLS.keySecret"},
		{at: "spec.rsync.sshKeys"},
	}},
	{"volsync.backube", "KopiaMaintenance", []row{{at: "spec.repository.repository"}}},
	{"velero.io", "BackupStorageLocation VolumeSnapshotLocation", []row{{at: "spec.credential.name"}}},
	{"grafana.integreatly.org", "Grafana", []row{
		{at: "spec.external.adminUser.name"},
		{at: "spec.external.adminPassword.name"},
		{at: "spec.external.apiKey.name"},
		{at: "spec.client.tls.certSecretRef.name", space: namedSpace},
		{at: "spec.external.tls.certSecretRef.name", space: namedSpace},
		{at: "spec.ingress.spec.tls[].secretName"},
		{at: "spec.route.spec.tls.externalCertificate.name", keys: tlsKeys},
		{at: "spec.serviceAccount.imagePullSecrets[].name", optional: true},
		{at: "spec.serviceAccount.secrets[].name", space: namedSpace, optional: true},
		{at: "spec.deployment.spec.template.spec.imagePullSecrets[].name", optional: true},
	}},
	{"grafana.integreatly.org", "GrafanaDatasource GrafanaContactPoint GrafanaDashboard GrafanaLibraryPanel GrafanaFolder GrafanaServiceAccount", []row{
		{at: "spec.valuesFrom[].valueFrom.secretKeyRef.name"},
		{at: "spec.receivers[].valuesFrom[].valueFrom.secretKeyRef.name"},
		{at: "spec.envs[].valueFrom.secretKeyRef.name"},
		{at: "spec.urlAuthorization.basicAuth.username.name"},
		{at: "spec.urlAuthorization.basicAuth.password.name"},
		{at: "spec.oci.pullSecretRef.name"},
		{at: "spec.configMapRef.name", place: facts.ConfigMap},
	}},
	{"keda.sh", "TriggerAuthentication", []row{{at: "spec.secretTargetRef[].name"}, {at: "spec.configMapTargetRef[].name", place: facts.ConfigMap}}},
	{"keda.sh", "ClusterTriggerAuthentication", []row{{at: "spec.secretTargetRef[].name", space: managerSpace}}},
	{"keda.sh", "ScaledObject", nil},
	{"gateway.envoyproxy.io", "SecurityPolicy", []row{
		{at: "spec.oidc.clientSecret.name", keys: "client-secret", when: "kind=Secret?", space: namedSpace},
		{at: "spec.oidc.clientIDRef.name", keys: "client-id", when: "kind=Secret?", space: namedSpace},
		{at: "spec.basicAuth.users.name", keys: ".htpasswd", when: "kind=Secret?", space: namedSpace},
		{at: "spec.apiKeyAuth.credentialRefs[].name", when: "kind=Secret?", space: namedSpace},
	}},
	{"gateway.envoyproxy.io", "ClientTrafficPolicy BackendTrafficPolicy", []row{
		{at: "spec.tls.clientValidation.caCertificateRefs[].name", when: "kind=Secret?", space: namedSpace},
	}},
	{"tailscale.com", "Tailnet", []row{{at: "spec.credentials.secretName", space: managerSpace}}},
	{"tailscale.com", "Recorder", []row{{at: "spec.storage.s3.credentials.secret.name", keys: awsKeys, space: managerSpace}}},
	{"tailscale.com", "Recorder ProxyClass DNSConfig", []row{
		{at: "spec.statefulSet.pod.imagePullSecrets[].name", space: managerSpace, optional: true},
		{at: "spec.nameserver.pod.imagePullSecrets[].name", space: managerSpace, optional: true},
	}},
	{"tailscale.com", "Connector ProxyGroup", nil},
	{"cilium.io", "CiliumNetworkPolicy CiliumClusterwideNetworkPolicy", []row{
		{at: "spec.**.terminatingTLS.secret.name", space: namedSpace},
		{at: "spec.**.originatingTLS.secret.name", space: namedSpace},
	}},
	{"k8s.keycloak.org", "Keycloak", keycloakRows},
	{"kyverno.io", "ClusterPolicy Policy CleanupPolicy ClusterCleanupPolicy", []row{
		{at: "spec.**.entries[].keys.secret.name", keys: "cosign.pub", space: namedSpace},
		{at: "spec.**.imageRegistryCredentials.secrets[]", space: slashSpace, optional: true},
	}},
	{"policies.kyverno.io", "ImageValidatingPolicy NamespacedImageValidatingPolicy", []row{
		{at: "spec.credentials.secrets[]", space: slashSpace, optional: true},
		{at: "spec.attestors[].cosign.source.PullSecrets[].name", optional: true},
	}},
	{infisicalGroup, "InfisicalSecret InfisicalDynamicSecret InfisicalPushSecret", infisicalRows},
	{infisicalGroup, "InfisicalAuth", []row{
		{at: "spec.universal.clientIdRef.name", space: namedSpace, rel: facts.RelAuthenticates},
		{at: "spec.universal.clientSecretRef.name", space: namedSpace, rel: facts.RelAuthenticates},
		{at: "spec.**.identityIdRef.name", space: namedSpace, rel: facts.RelAuthenticates},
		{at: "spec.ldap.usernameRef.name", space: namedSpace, rel: facts.RelAuthenticates},
		{at: "spec.ldap.passwordRef.name", space: namedSpace, rel: facts.RelAuthenticates},
	}},
	{infisicalGroup, "InfisicalConnection", []row{{at: "spec.tls.caCertificate.name", space: namedSpace, rel: facts.RelAuthenticates}}},
	{infisicalGroup, "InfisicalStaticSecret", nil},
	{vsoGroup, "VaultConnection", []row{{at: "spec.caCertSecretRef", keys: "ca.crt", rel: facts.RelAuthenticates}}},
	{vsoGroup, "CSISecrets", nil},
	{"reloader.stakater.com", "ReloaderConfig", nil},
	{"networking.istio.io", "Gateway", []row{{at: "spec.servers[].tls.credentialName", optional: true}}}, // read where the ingress gateway runs
	{"networking.istio.io", "VirtualService DestinationRule ServiceEntry Sidecar EnvoyFilter", nil},
	{"cilium.io", "CiliumBGPPeerConfig", []row{{at: "spec.authSecretRef", keys: "password", optional: true}}},
	{"cilium.io", "CiliumBGPClusterConfig CiliumBGPAdvertisement CiliumLoadBalancerIPPool CiliumL2AnnouncementPolicy", nil},
	{"metallb.io", "BGPPeer", []row{{at: "spec.passwordSecret.name", keys: "password", space: namedSpace}}},
	{"metallb.io", "IPAddressPool L2Advertisement BGPAdvertisement BFDProfile", nil},
}

// keycloakRows are the Keycloak operator 26.
var keycloakRows = []row{
	{at: "spec.db.usernameSecret.name"},
	{at: "spec.db.passwordSecret.name"},
	{at: "spec.http.tlsSecret", keys: tlsKeys},
	{at: "spec.ingress.tlsSecret", keys: tlsKeys},
	{at: "spec.bootstrapAdmin.user.secret", keys: userKeys},
	{at: "spec.bootstrapAdmin.service.secret", keys: "client-id client-secret"},
	{at: "spec.additionalOptions[].secret.name"},
	{at: "spec.env[].secret.name"},
	{at: "spec.truststores{}.secret.name"},
	{at: "spec.cache.configMapFile.name", place: facts.ConfigMap},
	{at: "spec.unsupported.podTemplate.spec.volumes[].secret.secretName"},
	{at: "spec.unsupported.podTemplate.spec.volumes[].configMap.name", place: facts.ConfigMap},
	{at: "spec.imagePullSecrets[].name", optional: true},
}

// infisicalRows name credentials in any namespace.
var infisicalRows = []row{
	{at: "spec.authentication.universalAuth.credentialsRef.secretName", keys: "clientId clientSecret", space: prefixSpace, rel: facts.RelAuthenticates},
	{at: "spec.authentication.ldapAuth.credentialsRef.secretName", space: prefixSpace, rel: facts.RelAuthenticates},
	{at: "spec.authentication.serviceToken.serviceTokenSecretReference.secretName", keys: "infisicalToken", space: prefixSpace, rel: facts.RelAuthenticates},
	{at: "spec.tokenSecretReference.secretName", keys: "infisicalToken", space: prefixSpace, rel: facts.RelAuthenticates},
	{at: "spec.authentication.serviceAccount.serviceAccountSecretReference.secretName", space: prefixSpace, rel: facts.RelAuthenticates},
	{at: "spec.tls.caRef.secretName", space: prefixSpace, rel: facts.RelAuthenticates},
	{at: "spec.push.secret.secretName", space: prefixSpace},
}

const traefikKinds = "IngressRoute IngressRouteTCP IngressRouteUDP Middleware MiddlewareTCP ServersTransport ServersTransportTCP TLSOption TLSStore TraefikService"

// traefikRows hold for the kinds that have the field; all are plain strings.
var traefikRows = []row{
	{at: "spec.tls.secretName", keys: tlsKeys},
	{at: "spec.defaultCertificate.secretName", keys: tlsKeys},
	{at: "spec.certificates[].secretName", keys: tlsKeys},
	{at: "spec.clientAuth.secretNames[]"},
	{at: "spec.rootCAsSecrets[]"},
	{at: "spec.rootCAs[].secret"},
	{at: "spec.rootCAs[].configMap", place: facts.ConfigMap},
	{at: "spec.tls.rootCAsSecrets[]"},
	{at: "spec.tls.rootCAs[].secret"},
	{at: "spec.certificatesSecrets[]", keys: tlsKeys},
	{at: "spec.tls.certificatesSecrets[]", keys: tlsKeys},
	{at: "spec.basicAuth.secret"},
	{at: "spec.digestAuth.secret"},
	{at: "spec.forwardAuth.tls.caSecret"},
	{at: "spec.forwardAuth.tls.certSecret", keys: tlsKeys},
	{at: "spec.rateLimit.redis.secret"},
	{at: "spec.rateLimit.redis.tls.caSecret"},
	{at: "spec.rateLimit.redis.tls.certSecret", keys: tlsKeys},
}
