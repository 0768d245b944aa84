package literal_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

// A labelled value. The secrets are made up; texts that a scanner would take
// for real ones are put together at run time.
type labelled struct {
	name  string
	value string
	place literal.Place
	want  literal.Verdict
}

const (
	f = literal.Field
	s = literal.Sealed
)

var pem = strings.Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", 4)

// leaks are literals that must be found.
var leaks = []labelled{
	{"password", "Tr0ub4dor", f, literal.Secret},
	{"password", "kittens7", f, literal.Secret},
	{"password", "s3cr3tPa", f, literal.Secret},
	{"adminPassword", "blueharvest", f, literal.Secret},
	{"POSTGRES_PASSWORD", "winterwalk", f, literal.Secret},
	{"MYSQL_ROOT_PASSWORD", "p4ssf0rdb", f, literal.Secret},
	{"db-password", "orange22", f, literal.Secret},
	{"dbPasswd", "q1w2e3r4t5y6", f, literal.Secret},
	{"passphrase", "correct horse battery staple", f, literal.Secret},
	{"SMTP_PASS", "mailmail77", f, literal.Secret},
	{"pwd", "Hn8#kd!", f, literal.Secret},
	{"rootpassword", "zebra-crossing-99", f, literal.Secret},
	{"password", "123456789012", f, literal.Secret},
	{"auth.password", "nine.lives", f, literal.Secret},
	{"redisPassword", "a", f, literal.Secret},
	{"WIFI_PSK", "homesweethome", f, literal.Secret},
	{"password", "9c1185a5c5e9fc54612808977ee8f548b2258d31", f, literal.Secret},
	{"password", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", f, literal.Secret},
	{"SECRET_KEY", "50f1q0lxk7q3o9tq8b2zr6m4", f, literal.Secret},
	{"secretKey", "wJalrXUtnFEMIK7MDENGbPxRfiCYzzQ1", f, literal.Secret},
	{"DJANGO_SECRET_KEY", "django-insecure-not", f, literal.Weak},
	{"apiKey", "3fa9c17e5b2d4860a1c3", f, literal.Secret},
	{"api_key", "k_9fJ2mQ7xLr4ZtB8vNc", f, literal.Secret},
	{"apikey", "Zx81LmQ0vTy72KpWn35R", f, literal.Secret},
	{"API_TOKEN", "q7Gx2Vb9Lk4Tn8Rz5Wm1", f, literal.Secret},
	{"token", "8f14e45fceea167a5a36dedd4bea2543", f, literal.Secret},
	{"clientSecret", "hG7jK2lQ9zXc5VbN", f, literal.Secret},
	{"client_secret", "0b2fd81c-6f2e-4a51-9d4e-6f4ad1f3b0aa", f, literal.Secret},
	{"cookieSecret", "b2F1dGgyLXByb3h5LXNlY3JldDEy", f, literal.Secret},
	{"OAUTH2_PROXY_COOKIE_SECRET", "u8Jd72hsKq1LzmP0", f, literal.Secret},
	{"accessKey", "Q3AM3UQ867SPQQA43P2F", f, literal.Secret},
	{"secretAccessKey", "zuf+tfteSlswRu7BJ86wtrueekitnifILbZam1KYY3TG", f, literal.Secret},
	{"encryptionKey", "9a7c4ef0b1d2384756afcd01e2b3f4a5", f, literal.Secret},
	{"JWT_SECRET", "r4nd0mJwt5igning9Secret7", f, literal.Secret},
	{"privateKey", "4Nq9Xw1vCz8Rb6Lm3Tk7Yp2Hs5Gd0Fj=", f, literal.Secret},
	{"webhook_secret", "z8Wq3nB6vR1xKt5L", f, literal.Secret},
	{"authToken", "Bearer 7hD93kslQ02mzX81", f, literal.Secret},
	{"credentials", "p9Kx2Lw7Qz4Vb1Nm6Rt3", f, literal.Secret},
	{"secret_id", "c7a1f0e2-93d8-4b6e-8c55-1f2ad0b7e934", f, literal.Secret},
	{"DATABASE_URL", "postgres://app:w1nterW4lk@db.svc:5432/app", f, literal.Secret},
	{"url", "redis://:kittens77@redis:6379/0", f, literal.Secret},
	{"connectionString", "Server=db;User=app;Password=kittens77;", f, literal.Secret},
	{"uri", "mongodb://root:mongo@db:27017", f, literal.Weak},
	{"config.ini", "[db]\nuser = app\npassword = kittens77\n", f, literal.Secret},
	{"settings.json", "{\n \"clientSecret\": \"hG7jK2lQ9zXc5VbN\"\n}", f, literal.Secret},
	{"auth", `{"auths":{"ghcr.io":{"username":"x","password":"kittens77"}}}`, f, literal.Secret},
	{"id_rsa", "-----BEGIN OPENSSH " + "PRIVATE KEY-----\n" + pem + "\n-----END OPENSSH " + "PRIVATE KEY-----", f, literal.Secret},
	{"tls.key", "-----BEGIN RSA " + "PRIVATE KEY-----\n" + pem + "\n-----END", s, literal.Secret},
	{"SOPS_AGE_KEY", "AGE-SECRET-" + "KEY-PQ-1" + strings.Repeat("QZRY9X8G", 7) + "QZ", f, literal.Secret},
	{"identity.agekey", "# created: 2024\n# public key: age1pq1x\nAGE-SECRET-" + "KEY-PQ-1" + strings.Repeat("QZRY9X8G", 7) + "QZ", s, literal.Secret},
	{"age.agekey", "# created: 2024\n# public key: age1x\nAGE-SECRET-" + "KEY-1" + strings.Repeat("QZRY9X8G", 8), s, literal.Secret},
	{"password", "x", s, literal.Secret},
	{"password", "my-app-secret", s, literal.Secret},
	{"token", "abc-def-ghi", s, literal.Secret},
	{"credentials", "kT93mPz8vXq2", s, literal.Secret},
	{"value", "hG7jK2lQ9zXc5VbN", s, literal.Secret},
	{"TUNNEL", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("tunnel0", 6))), s, literal.Secret},
	{"api-key", "plainwordkey", s, literal.Secret},
	{"DB_URL", "mysql://u:pa55w0rdX@h/db", s, literal.Secret},
	{"auth.conf", "user=a\npassword=Kittens77\n", s, literal.Secret},
	{"password", "admin", f, literal.Weak},
	{"adminPassword", "change-me", f, literal.Weak},
	{"adminPassword", "changeme123", f, literal.Weak},
	{"password", "prom-operator", f, literal.Weak},
	{"POSTGRES_PASSWORD", "postgres", f, literal.Weak},
	{"rootPassword", "Password", f, literal.Weak},
	{"password", "REPLACE_ME", f, literal.Weak},
	{"password", "admin", s, literal.Weak},
	{"secretKey", "changeme", f, literal.Weak},
	{"token", "change-me-please", s, literal.Weak},
}

// harmless are literals that must stay unreported, most of them taken for
// secrets by rules that look at the name only.
var harmless = []labelled{
	{"id_ed25519", "-----BEGIN OPENSSH PRIVATE " + "KEY-----\n" + literal.SealedSSH + "czI1Ni1jdHI" + pem + "\n", s, literal.Reference},
	{"tls.key", "-----BEGIN ENCRYPTED PRIVATE " + "KEY-----\n" + pem + "\n", s, literal.Reference},
	{"key.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\nComment: me\n" + pem, s, literal.Reference},
	{"existingSecret", "grafana-admin", f, literal.Name},
	{"secretName", "grafana-tls", f, literal.Name},
	{"passwordSecretRef", "db-credentials", f, literal.Name},
	{"passwordKey", "admin-password", f, literal.Name},
	{"usernameKey", "admin-user", f, literal.Name},
	{"tokenSecretName", "cloudflare", f, literal.Name},
	{"tokenSecretRef", "cloudflare-token", f, literal.Name},
	{"passwordFile", "/run/secrets/db", f, literal.Name},
	{"passwordFile", "/var/lib/db.pass", f, literal.Name},
	{"tokenUrl", "https://auth.example.net/token", f, literal.Placeholder},
	{"token_url", "https://auth.internal/token", f, literal.Name},
	{"tokenPath", "secret/data/app", f, literal.Name},
	{"secretStore", "vault", f, literal.Name},
	{"secretEnabled", "true", f, literal.Name},
	{"passwordPolicy", "strong", f, literal.Name},
	{"passwordLength", "32", f, literal.Name},
	{"tokenTTL", "24h", f, literal.Name},
	{"secretNamespace", "vault-system", f, literal.Name},
	{"secretKey", "DATABASE_URL", f, literal.Name},
	{"secretKey", "client-secret", f, literal.Name},
	{"secretKey", "oauth2ProxyCookieSecret", f, literal.Name},
	{"secret", "oauth2-proxy-credentials", f, literal.Name},
	{"secret", "longhorn-backup-b2", f, literal.Name},
	{"token", "vault-token-reader", f, literal.Name},
	{"token", "token", f, literal.Name},
	{"clientSecret", "grafana-oidc-client-secret", f, literal.Name},
	{"credentials", "velero-cloud-credentials", f, literal.Name},
	{"password", "postgres-password", f, literal.Name},
	{"password", "DB_PASSWORD", f, literal.Name},
	{"adminPassword", "admin-password", f, literal.Weak},
	{"key", "tazlab/static/auth/dex", f, literal.Setting},
	{"key", "cookie-secret", f, literal.Setting},
	{"keys", "a-b-c", f, literal.Setting},
	{"auth", "basic", f, literal.Setting},
	{"auth", "true", f, literal.Setting},
	{"publicKey", "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE", f, literal.Setting},
	{"wireguardPublicKey", "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=", f, literal.Setting},
	{"sortKey", "created_at", f, literal.Setting},
	{"primaryKey", "id", f, literal.Setting},
	{"hotkey", "ctrl-x", f, literal.Setting},
	{"keyboard", "it", f, literal.Setting},
	{"monkey", "capuchin", f, literal.Setting},
	{"author", "someone", f, literal.Setting},
	{"authenticator", "ldap", f, literal.Setting},
	{"tokenizer", "cl100k_base", f, literal.Setting},
	{"compass", "north", f, literal.Setting},
	{"bypass", "true", f, literal.Setting},
	{"image", "ghcr.io/org/secret-operator:v1.2.3", f, literal.Setting},
	{"revision", "9c1185a5c5e9fc54612808977ee8f548b2258d31", f, literal.Setting},
	{"digest", "sha256:9c1185a5c5e9fc54612808977ee8f548b2258d319c1185a5c5e9fc5461280897", f, literal.Setting},
	{"uid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", f, literal.Setting},
	{"clientId", "0b2fd81c-6f2e-4a51-9d4e-6f4ad1f3b0aa", f, literal.Setting},
	{"host", "db.svc.cluster.local", f, literal.Setting},
	{"password", "", f, literal.Empty},
	{"password", "null", f, literal.Empty},
	{"password", `""`, f, literal.Empty},
	{"password", "${DB_PASSWORD}", f, literal.Reference},
	{"password", "$DB_PASSWORD", f, literal.Reference},
	{"password", "$(DB_PASSWORD)", f, literal.Reference},
	{"password", "{{ .password }}", f, literal.Reference},
	{"password", "{{ ENV.DB_PASSWORD }}", f, literal.Reference},
	{"password", "prefix-${DB_PASSWORD}", f, literal.Reference},
	{"password", "op://vault/item/password", f, literal.Reference},
	{"password", "vault:secret/data/db#password", f, literal.Reference},
	{"password", "ref+vault://secret/db#/password", f, literal.Reference},
	{"password", "ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]", f, literal.Reference},
	{"password", "AgBy3i4OJSWK" + strings.Repeat("PiTySYZZA9rO43cGDEq", 20), f, literal.Reference},
	{"password", "arn:aws:secretsmanager:eu-west-1:1:secret:db", f, literal.Reference},
	{"password", "<password>", f, literal.Placeholder},
	{"password", "xxxxxxxx", f, literal.Placeholder},
	{"password", "********", f, literal.Placeholder},
	{"apiKey", "your-api-key-here", f, literal.Placeholder},
	{"apiKey", "AKIAIOSFODNN7EXAMPLE", f, literal.Placeholder},
	{"token", "placeholder", f, literal.Placeholder},
	{"token", "n/a", f, literal.Placeholder},
	{"password", "none", f, literal.Placeholder},
	{"password", "The password of the database user.", f, literal.Setting},
	{"token", "Token used to log in to the API", f, literal.Setting},
	{"password", "true", f, literal.Setting},
	{"token", "5", f, literal.Setting},
	{"secret", "/etc/secrets/app", f, literal.Setting},
	{"secret", "https://vault.internal:8200", f, literal.Setting},
	{"credentials", "/etc/gcp/key.json", f, literal.Setting},
	{"tokens", "10m", f, literal.Setting},
	{"password", "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", f, literal.Public},
	{"caCert", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", f, literal.Public},
	{"key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", f, literal.Public},
	{"sshKey", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", f, literal.Public},
	{"recipient", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudqz0xqqjshwqa", f, literal.Public},
	{"DATABASE_URL", "postgres://app:${PW}@db:5432/app", f, literal.Reference},
	{"DATABASE_URL", "postgres://app:$(PW)@db:5432/app", f, literal.Reference},
	{"DATABASE_URL", "postgres://db:5432/app", f, literal.Setting},
	{"registry", "docker://ghcr.io/org/app:v1@sha256:9c1185a5c5e9fc54612808977ee8f548b2258d319c1185a5c5e9fc5461280897", f, literal.Setting},
	{"config.yaml", "a: b\npassword: ${PW}\ntoken_url: https://x/y\n", f, literal.Setting},
	{"script.sh", "#!/bin/sh\nTOKEN=$(cat /run/token)\nPASSWORD=\"$1\"\n", f, literal.Setting},
	{"dashboard.json", "{\n \"title\": \"Token usage\",\n \"uid\": \"8f14e45fceea167a5a36\"\n}", f, literal.Setting},
	{"host", "db.svc.cluster.local", s, literal.Setting},
	{"port", "5432", s, literal.Setting},
	{"username", "grafana", s, literal.Setting},
	{"type", "git", s, literal.Setting},
	{"url", "https://github.com/org/repo", s, literal.Setting},
	{"name", "in-cluster", s, literal.Setting},
	{"server", "https://kubernetes.default.svc", s, literal.Setting},
	{"sslmode", "disable", s, literal.Setting},
	{"email", "me@home.net", s, literal.Setting},
	{"AWS_REGION", "eu-central-1", s, literal.Setting},
	{"bucket", "backups", s, literal.Setting},
	{"ca.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", s, literal.Public},
	{"known_hosts", "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", s, literal.Public},
	{"ssh-public-keys", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== me", s, literal.Public},
	{"role.yaml", "rules:\n- resources: [secrets]\n  verbs: [get]\n", s, literal.Setting},
	{"enabled", "true", s, literal.Setting},
	{"password", "op://vault/item/password", s, literal.Reference},
	{"password", "${PW}", s, literal.Reference},
	{"password", "", s, literal.Empty},
	{"LOG_LEVEL", "debug", s, literal.Setting},
	{"kubeconfig", "", s, literal.Empty},
}

func TestJudge(t *testing.T) {
	t.Parallel()
	for _, c := range append(append([]labelled(nil), leaks...), harmless...) {
		if got := literal.Judge(c.name, c.value, c.place); got != c.want {
			t.Errorf("Judge(%q, %q, %d) = %s, want %s", c.name, c.value, c.place, got, c.want)
		}
	}
}

func TestHarmlessNeverLeaks(t *testing.T) {
	t.Parallel()
	for _, c := range leaks {
		if c.place == f && literal.Harmless(c.name, c.value) {
			t.Errorf("Harmless(%q, %q) though it leaks", c.name, c.value)
		}
	}
}

func TestLabelsAreHard(t *testing.T) {
	t.Parallel()
	if len(leaks) < 60 || len(harmless) < 100 {
		t.Errorf("%d leaks and %d harmless literals, want 60 and 100 at least", len(leaks), len(harmless))
	}
}

func FuzzJudge(f *testing.F) {
	for _, c := range append(readJudgements(f), leaks...) {
		f.Add(c.name, c.value, c.place == literal.Sealed)
	}
	f.Fuzz(func(t *testing.T, name, value string, sealed bool) {
		place := literal.Field
		if sealed {
			place = literal.Sealed
		}
		verdict := literal.Judge(name, value, place)
		if verdict == "" {
			t.Error("no verdict")
		}
		if verdict.Leaks() && !sealed && literal.Harmless(name, value) {
			t.Error("a harmless literal leaks")
		}
		for _, a := range literal.Assignments(value) {
			line := strings.Split(value, "\n")[a.Line]
			if a.Col > len(line) || !strings.HasPrefix(line[a.Col:], a.Value) {
				t.Errorf("assignment %+v does not stand there", a)
			}
		}
	})
}
