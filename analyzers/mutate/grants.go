package mutate

import (
	"regexp"
	"strings"
)

// What Vault decides is a chain of names too: a store logs in with a role of a
// method, the role binds an account and carries policies, and these grant
// capabilities on paths.

// grantBonds are the names in that chain which one text gives and another needs.
var grantBonds = []bond{
	{what: "a policy of Vault", given: in(`^\s+name\s*=\s*"([\w.-]+)"`, ".tf"), by: suffix,
		read: in(`\btoken_policies\s*=\s*\[.*"([\w.-]+)"`, ".tf"), among: inBlockOf("vault_policy")},
	{what: "a role of Vault", given: in(`^\s+role_name\s*=\s*"([\w.-]+)"`, ".tf"), by: suffix,
		read: in(`^\s+role:\s*"?([\w.-]+)"?\s*$`, ".yaml"), among: anywhere},
	{what: "a login method of Vault", given: in(`^\s+path\s*=\s*"([\w-]+)"`, ".tf"), by: suffix,
		read: in(`^\s+(?:path|mountPath|mount):\s*"?([\w-]+)"?\s*$`, ".yaml"), among: inBlockOf("vault_jwt_auth_backend"), about: 1},
	{what: "an audience of a role of Vault", given: in(`\bbound_audiences\s*=\s*\["([\w.-]+)"\]`, ".tf"), by: suffix,
		read: in(`^\s+audiences:\s*\[([\w.-]+)\]`, ".yaml"), among: anywhere},
}

// grantFaults are the mistakes in what a role binds and a policy grants.
var grantFaults = []Operator{
	{Name: "misspell the namespace that a role of Vault binds", mutants: renameMentions(`"system:serviceaccount:([\w-]+):`, ".tf")},
	{Name: "misspell the ServiceAccount that a role of Vault binds", mutants: renameMentions(`"system:serviceaccount:[\w-]+:([\w-]+)"`, ".tf")},
	{Name: "misspell the path of a policy of Vault", mutants: grantChange(`^\s*path\s+"[^"/]+/data/([^"*+]+)`, func(m mention) Mutant { return m.changed(identifier) })},
	{Name: "take read from a policy of Vault", mutants: grantChange(`^\s*capabilities\s*=\s*\[.*"(read)"`, func(m mention) Mutant { return m.replaced("list") })},
}

func anywhere(*Estate, mention, mention) bool { return true }

// inBlockOf accepts names that a resource of a type gives.
func inBlockOf(typ string) relation {
	return func(_ *Estate, given, _ mention) bool {
		before := "\n" + string(textOf(given.tree, given.file)[:given.start])
		return strings.HasPrefix(before[max(strings.LastIndex(before, "\nresource "), 0):], "\nresource \""+typ+"\" ")
	}
}

// replaced is the fault of writing something else where a word stands.
func (m mention) replaced(by string) Mutant {
	return Mutant{At: m.at(), What: m.name + " becomes " + by, Texts: one(m.file, splice(textOf(m.tree, m.file), m.start, m.end, by))}
}

var (
	grantPath = regexp.MustCompile(`\bpath\s+"[^"/]+/data/([^"*+]+)`)
	entryRead = in(`^\s+(?:- )?(?:key|path):\s*"?([\w./-]+)"?\s*$`, ".yaml")
)

// grantChange changes policies in a way that everything below the path suffers
// from. An entry that another policy names as well may be read by that.
func grantChange(expression string, change func(mention) Mutant) func(*Estate) []Mutant {
	return func(e *Estate) []Mutant {
		reads := e.mentions(entryRead)
		var list []Mutant
		for _, m := range e.mentions(in(expression, ".tf", ".hcl", ".sh")) {
			fault := change(m)
			paths := grantPath.FindAllStringSubmatch(string(textOf(m.tree, m.file)[:m.end]), -1)
			for _, r := range reads {
				if len(paths) > 0 && strings.HasPrefix(r.name, paths[len(paths)-1][1]) {
					fault.Places = append(fault.Places, r.place())
				}
			}
			if len(fault.Places) > 0 {
				list = append(list, fault)
			}
		}
		return list
	}
}
