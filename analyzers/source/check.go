package source

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// uncheckedEnv are environment variables that switch the check of a server's
// identity off, and the values by which they do. Sources: documentation of
// Vault, OpenBao, Consul, Node.js (--use-system-ca, TLS), Git, libpq, Ansible
// and the Proxmox provider of bpg.
var uncheckedEnv = map[string][]string{
	"VAULT_SKIP_VERIFY":            yes,
	"BAO_SKIP_VERIFY":              yes,
	"CONSUL_HTTP_SSL_VERIFY":       no,
	"NOMAD_SKIP_VERIFY":            yes,
	"NODE_TLS_REJECT_UNAUTHORIZED": {"0"},
	"PYTHONHTTPSVERIFY":            {"0"},
	"GIT_SSL_NO_VERIFY":            yes,
	"PGSSLMODE":                    {"disable", "allow"},
	"PROXMOX_VE_INSECURE":          yes,
	"PM_TLS_INSECURE":              yes,
	"INFISICAL_SKIP_TLS_VERIFY":    yes,
}

var (
	yes = []string{"1", "t", "true", "yes"}
	no  = []string{"0", "f", "false", "no"}
)

// UncheckedEnv reports whether a variable of this value makes the tools that
// read it trust any server.
func UncheckedEnv(name, value string) bool {
	for _, v := range uncheckedEnv[name] {
		if strings.EqualFold(v, strings.TrimSpace(value)) {
			return true
		}
	}
	return false
}

// unencrypted matches the address of a database with the option by which its
// driver does without TLS or without checking it. Sources: libpq's sslmode,
// the tls parameter of Go's MySQL driver.
var unencrypted = expr.New(`(?i)\b(?:postgres(?:ql)?|mysql|mariadb|sqlserver)://(?:[^\s"'/]*@)?([^\s"'/?]*)[^\s"']*[?&](sslmode=(?:disable|allow)|tls=(?:skip-verify|false)|encrypt=disable)\b|@tcp\(([^)]*)\)[^\s"']*[?&](tls=(?:skip-verify|false))\b`)

// keywords and keywordHost match the same setting and the host in the other
// spelling that libpq has for an address.
// Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
var (
	keywords    = expr.New(`(?:^|\s)(sslmode\s*=\s*'?(?:disable|allow))(?:[\s']|$)`)
	keywordHost = expr.New(`(?:^|\s)host(?:addr)?\s*=\s*'?([^\s']+)`)
)

// UncheckedAddress is the option by which the address of a database in a text
// does without a check, or empty. On the loopback interface there is nobody
// to check.
func UncheckedAddress(text string) string {
	if strings.Contains(text, "sslmode") {
		setting, host := keywords.FindStringSubmatch(text), keywordHost.FindStringSubmatch(text)
		if setting != nil && host != nil && !isLoopback(host[1]) {
			return setting[1]
		}
	}
	if !strings.Contains(text, "://") && !strings.Contains(text, "@tcp(") {
		return ""
	}
	for _, m := range unencrypted.FindAllStringSubmatch(text, 16) {
		if host := m[1] + m[3]; host != "" && !isLoopback(host) {
			return m[2] + m[4]
		}
	}
	return ""
}

// isLoopback reports whether a host is the machine itself, or a socket on it.
func isLoopback(host string) bool {
	return strings.HasPrefix(host, "localhost") || strings.HasPrefix(host, "127.") || strings.HasPrefix(host, "[::1]") || strings.HasPrefix(host, "::1") || strings.HasPrefix(host, "/")
}
