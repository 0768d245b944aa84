package source

import "github.com/tazzo/tazlint/analyzers/expr"

// inCluster matches a command that kubectl runs in a pod, and the name of the
// pod where it tells that the server itself runs there.
var (
	inCluster = expr.New(`\b(?:kubectl|oc)\b[^\n|;&]*?\bexec\b`)
	ownServer = expr.New(`\bexec\b(?:\s+-\S+|\s+\S+=\S+)*?\s+(?:pod/|sts/|statefulset/)?\S*(?:vault|bao)(?:-\d+)?\b(?:\s|$)`)
)

// configures matches the commands by which a server is configured, not asked.
// Source: https://developer.hashicorp.com/vault/docs/commands
var configures = expr.New(`\b(vault|bao)\s+(?:-\S+\s+)*(?:policy\s+write|(?:auth|secrets)\s+(?:enable|tune)|write\s+(?:-\S+\s+)*(?:auth|sys)/|write\s+(?:-\S+\s+)*\S+/(?:config|roles?)/)`)

// ConfiguredInside names the backend that a command configures from inside of a
// cluster: from a pod that is not its server.
func ConfiguredInside(command string) (string, bool) {
	m := configures.FindStringSubmatch(command)
	if m == nil || !inCluster.MatchString(command) || ownServer.MatchString(command) {
		return "", false
	}
	if m[1] == "bao" {
		return "openbao", true
	}
	return "vault", true
}
