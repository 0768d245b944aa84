package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// output is one Secret that an operator makes for an object, under a name that
// need not be written anywhere.
type output struct {
	name   string // pattern: {name} is the object's, {} the text at each
	each   string // path to scalars; one Secret for each. Empty: one for the object
	keys   string // space separated; exact unless open
	open   bool
	when   string // path that must hold "true"
	unless string // paths, space separated, that must be absent
	notes  string // path to the annotations put on the Secret
	config bool   // a ConfigMap, not a Secret
}

const cnpgUser = "username user password dbname host port pgpass uri jdbc-uri fqdn-uri fqdn-jdbc-uri"

// outputs are what operators make, read in the code of CloudNativePG 1.30,
// grafana-operator 5.24 and, as possible only in keys, in the documentation of
// the others.
var outputs = map[groupKind][]output{
	{"postgresql.cnpg.io", "Cluster"}: {
		{name: "{name}-app", keys: cnpgUser, unless: "spec.bootstrap.initdb.secret.name spec.bootstrap.recovery.secret.name spec.bootstrap.pg_basebackup.secret.name", notes: "spec.inheritedMetadata.annotations"},
		{name: "{name}-superuser", keys: cnpgUser, when: "spec.enableSuperuserAccess", unless: "spec.superuserSecret", notes: "spec.inheritedMetadata.annotations"},
		{name: "{name}-ca", keys: "ca.crt ca.key", unless: "spec.certificates.serverCASecret"},
		{name: "{name}-server", keys: tlsKeys, open: true, unless: "spec.certificates.serverTLSSecret"},
		{name: "{name}-replication", keys: tlsKeys, open: true, unless: "spec.certificates.replicationTLSSecret"},
		{name: "{name}-pull*", keys: ".dockerconfigjson", open: true},
	},
	{"postgresql.cnpg.io", "Pooler"}:                     {{name: "{}-pooler", each: "spec.cluster.name", keys: tlsKeys, open: true, unless: "spec.pgbouncer.authQuerySecret"}},
	{"postgresql.cnpg.io", "DatabaseRole"}:               {{name: "{name}-client-cert", keys: "tls.crt tls.key ca.crt", open: true, when: "spec.clientCertificate.enabled"}},
	{"grafana.integreatly.org", "Grafana"}:               {{name: "{name}-admin-credentials", keys: "GF_SECURITY_ADMIN_USER GF_SECURITY_ADMIN_PASSWORD", unless: "spec.disableDefaultAdminSecret"}},
	{"grafana.integreatly.org", "GrafanaServiceAccount"}: {{name: "{}", each: "spec.tokens[].secretName", keys: "token"}},
	{"talos.dev", "ServiceAccount"}:                      {{name: "{name}", keys: "config", open: true}},
	{"kafka.strimzi.io", "KafkaUser"}:                    {{name: "{name}", open: true}},
	{"kafka.strimzi.io", "Kafka"}:                        {{name: "{name}-cluster-ca-cert", keys: "ca.crt", open: true}, {name: "{name}-clients-ca-cert", keys: "ca.crt", open: true}},
	{"objectbucket.io", "ObjectBucketClaim"}:             {{name: "{name}", keys: awsKeys, open: true}, {name: "{name}", open: true, config: true}},
	{"elasticsearch.k8s.elastic.co", "Elasticsearch"}:    {{name: "{name}-es-elastic-user", keys: "elastic", open: true}, {name: "{name}-es-http-certs-public", keys: "tls.crt ca.crt", open: true}},
	{"rabbitmq.com", "RabbitmqCluster"}:                  {{name: "{name}-default-user", keys: userKeys, open: true}},
	{"k8s.keycloak.org", "Keycloak"}:                     {{name: "{name}-initial-admin", keys: userKeys, open: true}},
	{"mongodbcommunity.mongodb.com", "MongoDBCommunity"}: {
		{name: "{}-scram-credentials", each: "spec.users[].scramCredentialsSecretName", open: true},
		{name: "{}", each: "spec.users[].connectionStringSecretName", keys: "connectionString.standard", open: true},
		{name: "{name}-*-{}", each: "spec.users[].name"},
	},
	{"onepassword.com", "OnePasswordItem"}: {{name: "{name}", open: true}},
	{"trust.cert-manager.io", "Bundle"}: {
		{name: "{name}", unless: "spec.target.secret", config: true},
		{name: "{name}", each: "spec.target.configMap.key", config: true},
		{name: "{name}", each: "spec.target.secret.key"},
	},
	{"ceph.rook.io", "CephCluster"}:         {{name: "rook-*"}, {name: "rook-*", config: true}},
	{infisicalGroup, "InfisicalPushSecret"}: {{name: "{}", each: "spec.push.generators[].destinationSecretName", open: true}},
	{"ceph.rook.io", "CephObjectStoreUser"}: {{name: "rook-ceph-object-user-{}-{name}", each: "spec.store", keys: "AccessKey SecretKey Endpoint", open: true}},
	{"acid.zalan.do", "postgresql"}:         {{name: "*.{name}.credentials.postgresql.acid.zalan.do"}},
}

// output defines what one row says.
func (v *view) output(o output) {
	if !v.made(o) {
		return
	}
	if o.each == "" {
		v.makes(o, "", v.name())
		return
	}
	for _, h := range find(v.Root, o.each) {
		if text := manifest.Scalar(h.node); plausible(text) {
			v.makes(o, text, h.node)
		}
	}
}

func (v *view) made(o output) bool {
	for path := range strings.FieldsSeq(o.unless) {
		if hits := find(v.Root, path); len(hits) > 0 && manifest.Scalar(hits[0].node) != "false" {
			return false
		}
	}
	if o.when == "" {
		return true
	}
	hits := find(v.Root, o.when)
	return len(hits) > 0 && truth(hits[0].node)
}

func (v *view) makes(o output, text string, at *manifest.Node) {
	name := strings.NewReplacer("{name}", v.Name, "{}", text).Replace(o.name)
	namespace := v.Namespace
	if namespace == "" {
		namespace = "*" // in those that a selector chooses
	}
	place := v.secretAt(namespace, name)
	kind := facts.KindOperator
	if strings.HasPrefix(v.Group, "postgres") {
		kind = facts.KindDatabase
	}
	if o.config {
		place = facts.ConfigMapPlace(v.Cluster, namespace, name)
	}
	keys := facts.ExactKeys(strings.Fields(o.keys)...)
	if o.open {
		keys = facts.OpenKeys(strings.Fields(o.keys)...)
	}
	v.def(facts.Def{Symbol: place, Kind: kind, Keys: keys, Traits: facts.Traits{Ownership: facts.OwnsAdopted, Possible: namespace == "*" || strings.Contains(o.name, "*")}}, at)
	if o.notes != "" {
		v.copies(place, manifest.Get(v.Root, strings.Split(o.notes, ".")...))
	}
}

// postgresCluster describes the users of Crunchy's operator (6.0,
// internal/controller/postgrescluster/pgbouncer and postgres.go): without
// spec.users there is one, called like the cluster, with a database.
func (v *view) postgresCluster() {
	v.backups()
	v.restoreLogin()
	notes := v.get("spec", "metadata", "annotations")
	users := find(v.Root, "spec.users[].name")
	if len(users) == 0 {
		v.postgresUser(v.Name, true, v.name(), notes)
	}
	for _, h := range users {
		if text := manifest.Scalar(h.node); plausible(text) {
			v.postgresUser(text, len(manifest.Items(manifest.Get(h.parent, "databases"))) > 0, h.node, notes)
		}
	}
	for _, o := range []output{
		{name: "{name}-cluster-cert", keys: "tls.crt tls.key ca.crt", open: true},
		{name: "{name}-replication-cert", keys: "tls.crt tls.key ca.crt", open: true},
		{name: "{name}-monitoring", keys: "password verifier", open: true},
		{name: "{name}-pgbackrest", open: true},
		{name: "{name}-*-certs", open: true},
		{name: "pgo-root-cacert", keys: "root.crt", open: true},
		{name: "{name}-pgbouncer", open: true},
	} {
		v.output(o)
	}
}

func (v *view) postgresUser(user string, database bool, at, notes *manifest.Node) {
	keys := strings.Fields("host port user password verifier")
	bouncer := v.get("spec", "proxy", "pgBouncer") != nil
	if database {
		keys = append(keys, "dbname", "uri", "jdbc-uri")
	}
	if bouncer {
		keys = append(keys, "pgbouncer-host", "pgbouncer-port")
	}
	if bouncer && database {
		keys = append(keys, "pgbouncer-uri", "pgbouncer-jdbc-uri")
	}
	place := v.secretAt(v.Namespace, v.Name+"-pguser-"+user)
	v.def(facts.Def{Symbol: place, Kind: facts.KindDatabase, Keys: facts.ExactKeys(keys...), Traits: facts.Traits{Ownership: facts.OwnsAdopted}}, at)
	v.copies(place, notes)
}
