package identity

import (
	"net"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// address is a setting, or a host wherever it stands, that says where a product
// is reached.
type address struct {
	product string // what stores call it
	host    *expr.Regexp
}

// addresses are those that several repositories must agree about. The regions
// of Infisical's cloud are those of its documentation.
var addresses = []address{
	{"infisical", expr.New(`https?://((?:app|us|eu)\.infisical\.com)\b`)},
	{"vault", expr.New(`(?i)\b(?:vault|bao)_(?:addr|address|url)["']?\s*[=:]\s*["']?(?:\$\{\w+:[-=]["']?)?https?://([a-z0-9.-]+)`)},
}

// addresses refers to the hosts that programs and settings talk to. Manifests
// say so themselves, object by object.
func (r *reader) addresses(t *text) {
	if t.isManifest() {
		return
	}
	t.each(func(number int, line string) {
		for _, a := range addresses {
			for _, m := range a.host.FindAllStringSubmatchIndex(line, -1) {
				if strings.Contains(authority(line[m[3]:]), "@") {
					continue // what was matched is a user's name
				}
				if host := strings.ToLower(line[m[2]:m[3]]); Public(host) {
					r.part.Ref(facts.Ref{
						From: t.symbol(), To: facts.New(facts.Host, host).WithKey(a.product), Rel: facts.RelContacts, At: t.at(number, m[2], m[3]),
					})
				}
			}
		}
	})
}

// authority is the rest of an address up to its path.
func authority(rest string) string {
	if end := strings.IndexAny(rest, "/\"' \t?#}"); end >= 0 {
		return rest[:end]
	}
	return rest
}

// Public reports whether a name means the same wherever it is used: not a
// machine's own, an address, nor a Service of a cluster.
func Public(host string) bool {
	return strings.Contains(host, ".") && net.ParseIP(host) == nil && !strings.HasSuffix(host, ".svc") &&
		!strings.Contains(host, ".svc.") && !strings.HasSuffix(host, ".localhost") && !strings.HasSuffix(host, ".")
}
