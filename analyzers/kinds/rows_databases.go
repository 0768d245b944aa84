package kinds

import "github.com/tazzo/tazlint/analyzers/facts"

const userKeys = "username password"

// databaseRows are CloudNativePG 1.30, its barman plugin and Crunchy's
// PostgreSQL operator 6.0.
var databaseRows = []sheet{
	{"postgresql.cnpg.io", "Cluster", append([]row{
		{at: "spec.bootstrap.initdb.secret.name", keys: userKeys},
		{at: "spec.bootstrap.recovery.secret.name", keys: userKeys},
		{at: "spec.bootstrap.pg_basebackup.secret.name", keys: userKeys},
		{at: "spec.superuserSecret.name", keys: userKeys},
		{at: "spec.bootstrap.initdb.postInitSQLRefs.secretRefs[].name"},
		{at: "spec.bootstrap.initdb.postInitTemplateSQLRefs.secretRefs[].name"},
		{at: "spec.bootstrap.initdb.postInitApplicationSQLRefs.secretRefs[].name"},
		{at: "spec.monitoring.customQueriesSecret[].name"},
		{at: "spec.monitoring.customQueriesConfigMap[].name", place: facts.ConfigMap},
		{at: "spec.externalClusters[].password.name"},
		{at: "spec.externalClusters[].sslCert.name"},
		{at: "spec.externalClusters[].sslKey.name"},
		{at: "spec.externalClusters[].sslRootCert.name"},
		{at: "spec.bootstrap.recovery.backup.endpointCA.name"},
		{at: "spec.certificates.serverCASecret", keys: "ca.crt"},
		{at: "spec.certificates.clientCASecret", keys: "ca.crt"},
		{at: "spec.certificates.serverTLSSecret", keys: tlsKeys},
		{at: "spec.certificates.replicationTLSSecret", keys: tlsKeys},
		{at: "spec.managed.roles[].passwordSecret.name", keys: userKeys},
		{at: "spec.postgresql.ldap.bindSearchAuth.bindPassword.name"},
	}, append(barmanRows("spec.backup.barmanObjectStore."),
		append(barmanRows("spec.externalClusters[].barmanObjectStore."), podShapedRows...)...)...)},
	{"postgresql.cnpg.io", "DatabaseRole", []row{{at: "spec.passwordSecret.name", keys: userKeys}}},
	{"postgresql.cnpg.io", "Pooler", []row{
		{at: "spec.pgbouncer.authQuerySecret.name"},
		{at: "spec.pgbouncer.serverCASecret.name"},
		{at: "spec.pgbouncer.serverTLSSecret.name"},
		{at: "spec.pgbouncer.clientCASecret.name"},
		{at: "spec.pgbouncer.clientTLSSecret.name"},
		{at: "spec.template.spec.imagePullSecrets[].name", optional: true},
	}},
	{"postgresql.cnpg.io", "ScheduledBackup Backup Database Publication Subscription ImageCatalog ClusterImageCatalog", nil},
	{"barmancloud.cnpg.io", "ObjectStore", append(barmanRows("spec.configuration."),
		row{at: "spec.instanceSidecarConfiguration.env[].valueFrom.secretKeyRef.name"},
		row{at: "spec.instanceSidecarConfiguration.env[].valueFrom.configMapKeyRef.name", place: facts.ConfigMap},
	)},
	{"postgres-operator.crunchydata.com", "PostgresCluster", []row{
		{at: "spec.customTLSSecret.name", keys: "tls.crt tls.key ca.crt"},
		{at: "spec.customReplicationTLSSecret.name"},
		{at: "spec.backups.pgbackrest.configuration[].secret.name"},
		{at: "spec.dataSource.pgbackrest.configuration[].secret.name"},
		{at: "spec.backups.pgbackrest.repoHost.sshSecret.name"},
		{at: "spec.config.files[].secret.name"},
		{at: "spec.proxy.pgBouncer.customTLSSecret.name"},
		{at: "spec.proxy.pgBouncer.config.files[].secret.name"},
		{at: "spec.monitoring.pgmonitor.exporter.configuration[].secret.name"},
		{at: "spec.monitoring.pgmonitor.exporter.customTLSSecret.name"},
		{at: "spec.userInterface.pgAdmin.config.files[].secret.name"},
		{at: "spec.userInterface.pgAdmin.config.ldapBindPassword.name"},
		{at: "spec.imagePullSecrets[].name", optional: true},
		{at: "spec.databaseInitSQL.name", place: facts.ConfigMap},
		{at: "spec.instrumentation.config.environmentVariables[].valueFrom.secretKeyRef.name"},
		{at: "spec.instrumentation.config.files[].secret.name"},
	}},
	{"postgres-operator.crunchydata.com", "PGAdmin", []row{
		{at: "spec.config.configDatabaseURI.name"},
		{at: "spec.config.ldapBindPassword.name"},
		{at: "spec.config.files[].secret.name"},
		{at: "spec.config.oauthConfigurations[].secret.name"},
		{at: "spec.users[].passwordRef.name"},
		{at: "spec.imagePullSecrets[].name", optional: true},
		{at: "spec.instrumentation.config.environmentVariables[].valueFrom.secretKeyRef.name"},
		{at: "spec.instrumentation.config.files[].secret.name"},
	}},
	{"postgres-operator.crunchydata.com", "PGUpgrade", []row{{at: "spec.imagePullSecrets[].name", optional: true}}},
}

// barmanRows are the selectors of a barman object store.
func barmanRows(prefix string) []row {
	return selectorRows(prefix,
		"s3Credentials.accessKeyId", "s3Credentials.secretAccessKey", "s3Credentials.region", "s3Credentials.sessionToken",
		"azureCredentials.connectionString", "azureCredentials.storageAccount", "azureCredentials.storageKey",
		"azureCredentials.storageSasToken", "googleCredentials.applicationCredentials", "endpointCA",
	)
}
