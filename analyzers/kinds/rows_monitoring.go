package kinds

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// monitoringRows are prometheus-operator 0.93. Its hundreds of selectors are
// the same few fragments at many places, so rows look for them at any depth.
var monitoringRows = []sheet{
	{"monitoring.coreos.com", "ServiceMonitor PodMonitor Probe ScrapeConfig", scrapeRows},
	{"monitoring.coreos.com", "Prometheus PrometheusAgent ThanosRuler", append([]row{
		{at: "spec.secrets[]"},
		{at: "spec.configMaps[]", place: facts.ConfigMap},
		{at: "spec.imagePullSecrets[].name", optional: true},
		{at: "spec.additionalScrapeConfigs.name"},
		{at: "spec.additionalAlertManagerConfigs.name"},
		{at: "spec.additionalAlertRelabelConfigs.name"},
		{at: "spec.alertmanagersConfig.name"},
		{at: "spec.alertRelabelConfigs.name"},
		{at: "spec.queryConfig.name"},
		{at: "spec.objectStorageConfig.name"},
		{at: "spec.tracingConfig.name"},
		{at: "spec.thanos.objectStorageConfig.name"},
		{at: "spec.thanos.tracingConfig.name"},
		{at: "spec.**.grpcServerTlsConfig.ca.secret.name"},
		{at: "spec.**.grpcServerTlsConfig.cert.secret.name"},
		{at: "spec.**.grpcServerTlsConfig.keySecret.name"},
	}, scrapeRows...)},
	{"monitoring.coreos.com", "Alertmanager", slices.Concat([]row{
		{at: "spec.configSecret", keys: "alertmanager.yaml", optional: true},
		{at: "spec.secrets[]"},
		{at: "spec.configMaps[]", place: facts.ConfigMap},
		{at: "spec.imagePullSecrets[].name", optional: true},
		{at: "spec.alertmanagerConfiguration.templates[].secret.name"},
		{at: "spec.clusterTLS.client.ca.secret.name"},
		{at: "spec.clusterTLS.client.cert.secret.name"},
		{at: "spec.clusterTLS.client.keySecret.name"},
		{at: "spec.clusterTLS.server.cert.secret.name"},
		{at: "spec.clusterTLS.server.client_ca.secret.name"},
		{at: "spec.clusterTLS.server.keySecret.name"},
	}, selectorRows("spec.alertmanagerConfiguration.global.",
		"mattermost.webhookURL", "opsGenieApiKey", "opsGenieApiUrl", "rocketChat.token", "rocketChat.tokenID", "slackApiUrl",
		"smtp.authPassword", "smtp.authSecret", "victorops.apiKey", "wechat.apiSecret",
	), scrapeRows)},
	{"monitoring.coreos.com", "AlertmanagerConfig", append(selectorRows("spec.receivers[].",
		"discordConfigs[].apiURL", "emailConfigs[].authPassword", "emailConfigs[].authSecret", "msteamsConfigs[].webhookUrl",
		"msteamsv2Configs[].webhookURL", "opsgenieConfigs[].apiKey", "pagerdutyConfigs[].routingKey", "pagerdutyConfigs[].serviceKey",
		"pushoverConfigs[].token", "pushoverConfigs[].userKey", "slackConfigs[].apiURL", "telegramConfigs[].botToken",
		"victoropsConfigs[].apiKey", "webhookConfigs[].urlSecret", "wechatConfigs[].apiSecret", "rocketchatConfigs[].token",
		"rocketchatConfigs[].tokenID",
	), scrapeRows...)},
	{"monitoring.coreos.com", "PrometheusRule", nil},
}

// scrapeRows are the fragments of authentication and transport security.
var scrapeRows = []row{
	{at: "spec.**.tlsConfig.ca.secret.name"},
	{at: "spec.**.tlsConfig.cert.secret.name"},
	{at: "spec.**.tlsConfig.keySecret.name"},
	{at: "spec.**.tlsConfig.client_ca.secret.name"},
	{at: "spec.**.tlsConfig.ca.configMap.name", place: facts.ConfigMap},
	{at: "spec.**.tlsConfig.cert.configMap.name", place: facts.ConfigMap},
	{at: "spec.**.basicAuth.username.name"},
	{at: "spec.**.basicAuth.password.name"},
	{at: "spec.**.authorization.credentials.name"},
	{at: "spec.**.bearerTokenSecret.name"},
	{at: "spec.**.oauth2.clientId.secret.name"},
	{at: "spec.**.oauth2.clientSecret.name"},
	{at: "spec.**.sigv4.accessKey.name"},
	{at: "spec.**.sigv4.secretKey.name"},
	{at: "spec.**.azureAd.oauth.clientSecret.name"},
	{at: "spec.**.proxyConnectHeader{}[].name"},
	{at: "spec.azureSDConfigs[].clientSecret.name"},
	{at: "spec.consulSDConfigs[].tokenRef.name"},
	{at: "spec.ec2SDConfigs[].accessKey.name"},
	{at: "spec.ec2SDConfigs[].secretKey.name"},
	{at: "spec.lightSailSDConfigs[].accessKey.name"},
	{at: "spec.lightSailSDConfigs[].secretKey.name"},
	{at: "spec.openstackSDConfigs[].applicationCredentialSecret.name"},
	{at: "spec.openstackSDConfigs[].password.name"},
	{at: "spec.ovhcloudSDConfigs[].applicationSecret.name"},
	{at: "spec.ovhcloudSDConfigs[].consumerKey.name"},
	{at: "spec.scalewaySDConfigs[].secretKey.name"},
}
