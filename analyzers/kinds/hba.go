package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// hbaRules are where operators of PostgreSQL take rules of pg_hba.conf, one a
// line. Sources: the API references of PGO 5, CloudNativePG 1.27 and Zalando's
// operator 1.14.
var hbaRules = map[groupKind]string{
	{"postgres-operator.crunchydata.com", "PostgresCluster"}: "spec.patroni.dynamicConfiguration.postgresql.pg_hba[]",
	{"postgresql.cnpg.io", "Cluster"}:                        "spec.postgresql.pg_hba[]",
	{"acid.zalan.do", "postgresql"}:                          "spec.patroni.pg_hba[]",
}

// hbaRule is one rule for connections over a network. What is no such rule is
// the empty one, which fits nothing.
type hbaRule struct {
	kind, method string
	users        []string
	wide         bool // for all databases, from everywhere
}

// byPassword are the methods that take a password. Source: PostgreSQL's manual,
// chapter 20.
var byPassword = map[string]bool{"md5": true, "password": true, "scram-sha-256": true}

// noteHBA marks the first rule that lets in with a password who has another for a
// client certificate. The first rule that fits a connection decides, so that one
// without TLS, or to another database, passes the certificate's by.
func (v *view) noteHBA() {
	field, known := hbaRules[groupKind{v.Group, v.Kind}]
	if !known || !v.Live {
		return
	}
	lines := find(v.Root, field)
	rules := make([]hbaRule, len(lines))
	for i, h := range lines {
		rules[i] = parseHBA(manifest.Scalar(h.node))
	}
	certified := certifiedUsers(rules)
	for i, rule := range rules {
		let := rule.covers(certified)
		switch {
		case !rule.wide || len(let) == 0:
			continue
		case byPassword[rule.method]:
			v.w.part.Mark(facts.MarkUnverified, "pg_hba", v.id.WithKey(strings.Join(let, ", ")), v.At(lines[i].node))
		case rule.method != "reject" || rule.kind != "host":
			continue
		}
		for _, user := range let { // told, or kept out
			delete(certified, user)
		}
	}
}

// certifiedUsers are the users with a rule for a certificate, and whether one
// takes all of their connections with TLS.
func certifiedUsers(rules []hbaRule) map[string]bool {
	users := map[string]bool{}
	for _, rule := range rules {
		for _, user := range rule.users {
			if rule.method == "cert" && plausible(user) {
				users[user] = users[user] || rule.wide
			}
		}
	}
	return users
}

// covers are the users with certificates that a rule would let in, sorted.
func (r hbaRule) covers(certified map[string]bool) []string {
	var covered []string
	for user, always := range certified {
		fits := slices.Contains(r.users, "all") || slices.Contains(r.users, user)
		if fits && !(always && r.kind == "hostssl") {
			covered = append(covered, user)
		}
	}
	slices.Sort(covered)
	return covered
}

// parseHBA reads "TYPE DATABASE USER ADDRESS METHOD [OPTIONS]", with a mask of
// its own after the address or none.
func parseHBA(line string) hbaRule {
	words := strings.Fields(strings.ReplaceAll(line, `"`, ""))
	if len(words) < 5 || !strings.HasPrefix(words[0], "host") {
		return hbaRule{}
	}
	address, method := words[3], words[4]
	if len(words) > 5 && strings.ContainsAny(method, ".:") {
		method = words[5]
	}
	everywhere := address == "all" || address == "0.0.0.0/0" || address == "::/0"
	return hbaRule{kind: words[0], method: method, users: strings.Split(words[2], ","), wide: everywhere && words[1] == "all"}
}
