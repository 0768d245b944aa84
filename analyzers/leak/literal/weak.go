package literal

import "strings"

// stems are what people put together when they need some password for now, and
// want it to say what it is. Those that are true say so themselves; the others
// only stand beside them.
var stems = map[string]bool{
	"secret": true, "password": true, "passwd": true, "pass": true, "pw": true,
	"my": false, "some": false, "super": false, "very": false, "top": false, "this": false, "is": false, "the": false, "a": false, "not": false, "so": false,
	"admin": false, "root": false, "user": false, "client": false, "key": false, "token": false, "db": false, "database": false, "app": false, "service": false,
	"default": false, "initial": false, "test": false, "dev": false, "demo": false, "local": false,
	"postgres": false, "mysql": false, "mariadb": false, "redis": false, "mongo": false, "minio": false, "kafka": false, "rabbitmq": false, "elastic": false,
	"grafana": false, "keycloak": false, "ldap": false, "ssl": false, "keystore": false, "truststore": false,
}

// Bounds of what madeOfDefaults looks at, in bytes.
const (
	maxWeak = 40
	maxStem = 10
)

// madeOfDefaults recognises a value of nothing but stems and at most four digits
// at its end: adminsecret, mysecretkey, db-pass123. Names of secrets, such as
// postgres-password, are left to be names.
func madeOfDefaults(value string) bool {
	if len(value) > maxWeak || namesSecret(value) {
		return false
	}
	rest := strings.ToLower(value)
	letters := strings.TrimRight(rest, "0123456789")
	if len(rest)-len(letters) > 4 {
		return false
	}
	letters = strings.NewReplacer("-", "", "_", "", ".", "").Replace(letters)
	return parts(letters).says
}

// made is how a text is put together of stems.
type made struct{ whole, says bool }

// parts tries every way of cutting a text into stems, and keeps what is known of
// each beginning.
func parts(text string) made {
	known := make([]made, len(text)+1)
	known[0].whole = true
	for to := 1; to <= len(text); to++ {
		for from := max(to-maxStem, 0); from < to; from++ {
			says, is := stems[text[from:to]]
			if is && known[from].whole {
				known[to].whole = true
				known[to].says = known[to].says || says || known[from].says
			}
		}
	}
	return known[len(text)]
}
