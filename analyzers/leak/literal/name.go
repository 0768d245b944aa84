package literal

import (
	"slices"
	"strings"
	"unicode"
)

// grade is how strongly a field's name claims that its value is a secret.
type grade int

const (
	namesPlace   grade = iota // its value names a secret: passwordKey, existingSecret
	namesSetting              // a word that settings have: host, region, username
	silent                    // says nothing
	possible                  // key, auth, credentials: as often something else
	likely                    // token, clientSecret, apiKey: or a name of a Secret
	certain                   // password, passphrase
)

// passwordWords end names of fields that hold nothing but a password.
var passwordWords = set("password", "passwd", "passphrase", "pwd", "passcode", "psk", "pass", "pw")

// tokenWords end names of fields that hold a token, or the name of a Secret.
var tokenWords = set("token", "secret", "pat", "bearer", "otp", "jwt", "hmac", "salt", "pepper", "secrets", "tokens", "passwords")

// keyOwners make a final "key" a secret: apiKey, private_key.
var keyOwners = set("api", "access", "private", "secret", "encryption", "signing", "master", "auth", "hmac", "account", "storage",
	"service", "license", "session", "cookie", "aes", "age", "shared", "jwt", "cipher", "encrypt", "crypto", "admin", "preauth", "unseal", "wireguard", "deploy", "recovery")

// vagueWords end names of fields that may hold a secret.
var vagueWords = set("credential", "credentials", "creds", "cred", "auth", "key", "keys", "seed", "nonce", "dsn", "webhook", "signature", "cookie")

// placeWords end names of fields whose value tells where a secret is, how long
// it lives or what it looks like, whatever stands before them.
var placeWords = set("name", "names", "ref", "refs", "reference", "path", "paths", "file", "files", "filename", "dir", "directory", "url", "uri", "urls",
	"endpoint", "host", "ttl", "expiry", "expiration", "expires", "expire", "expiretime", "lifetime", "duration", "period", "interval", "timeout", "age",
	"length", "len", "size", "count", "limit", "min", "max", "policy", "policies", "enabled", "disabled", "enable", "disable", "required", "type",
	"kind", "mode", "format", "algorithm", "alg", "method", "header", "headers", "field", "attribute", "attr", "claim", "namespace", "version", "id", "ids", "prefix",
	"suffix", "template", "store", "provider", "engine", "backend", "source", "rotation", "strategy", "scope", "scopes", "issuer", "audience", "server",
	"label", "description", "title", "hint", "help", "message", "text", "placeholder", "regex", "pattern", "symbols", "digits", "characters", "charset", "encoding",
	"hash", "hashed", "digest", "checksum", "fingerprint", "env", "var", "variable", "property", "mount", "volume", "annotation", "annotations", "selector",
	"location", "usage", "uses", "grant", "generator", "manager", "operator", "controller", "sync", "reload", "allowed", "index", "from", "create", "created", "rotate")

// settingWords name entries of a Secret that are no secret of their own.
var settingWords = set("host", "hostname", "port", "user", "username", "login", "email", "mail", "url", "uri", "endpoint", "server", "address", "addr",
	"region", "bucket", "database", "dbname", "db", "name", "type", "project", "namespace", "realm", "issuer", "domain", "sslmode", "scheme", "protocol",
	"provider", "zone", "cluster", "environment", "env", "org", "organization", "tenant", "path", "version", "mode", "log", "level", "format", "id", "audience", "size", "schema", "repo", "repository", "branch", "from", "to", "sender", "recipient", "enabled", "timezone", "tz", "account")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// gradeOf reads the field's name from its end: English puts what a thing is
// last.
func gradeOf(name string) grade {
	ws := words(name)
	if len(ws) == 0 {
		return silent
	}
	last := unnumbered(ws[len(ws)-1])
	before := ws[:len(ws)-1]
	together, known := grade(0), false
	if len(before) > 0 {
		together, known = endings[before[len(before)-1]+" "+last]
	}
	switch {
	case slices.ContainsFunc(ws, func(w string) bool { return openWords[w] }):
		return namesSetting
	case slices.Contains(ws, "existing") || len(before) > 0 && passwordWords[last] && switchWords[ws[0]]:
		return namesPlace
	case known:
		return together
	case last == "key" && len(before) > 0:
		return gradeOfKey(before)
	case passwordWords[last]:
		return certain
	case tokenWords[last]:
		return likely
	case len(before) > 0 && placeWords[last] && slices.ContainsFunc(before, soundsSecret):
		return namesPlace
	case settingWords[last] || placeWords[last]:
		return namesSetting
	case vagueWords[last]:
		return possible
	case isNumber(last) && len(before) > 0:
		return gradeOf(strings.Join(before, "-"))
	}
	return compact(last)
}

// endings are last words that claim something only together: what a store of AWS
// keeps, the key of Rails, the secret of an AppRole.
var endings = map[string]grade{
	"secret string": certain, "secret data": certain, "key base": likely, "secret id": likely,
}

// openWords make a name one that everybody may know: keys of browsers and of
// whoever verifies.
var openWords = set("public", "pub", "pubkey", "publickey", "publishable", "sitekey")

// openOwners make a final "key" such a key: what a page shows its visitors so
// that they may search or prove to be human.
var openOwners = set("anon", "site", "search")

// switchWords start names of switches about passwords: update_password,
// show-password.
var switchWords = set("update", "generate", "show", "hide", "require", "requires", "use", "uses", "enable", "enables", "disable", "disables", "disabled", "enabled",
	"allow", "allows", "validate", "has", "is", "skip", "force", "remember", "forgot", "forget", "without", "no", "ask", "confirm")

// unnumbered cuts the number of words that repeat: password2, token1.
func unnumbered(word string) string {
	stem := strings.TrimRight(word, "0123456789")
	if passwordWords[stem] || tokenWords[stem] || vagueWords[stem] {
		return stem
	}
	return word
}

// gradeOfKey tells keys that are secrets from keys that name an entry.
func gradeOfKey(before []string) grade {
	owner := before[len(before)-1]
	switch {
	case slices.ContainsFunc(before, func(w string) bool { return openOwners[w] }):
		return namesSetting
	case owner == "secret" && len(before) == 1, keyOwners[owner]:
		return likely
	case owner == "ssh" || owner == "tls":
		return possible
	case soundsSecret(owner) || settingWords[owner]:
		return namesPlace // passwordKey, usernameKey: a key of a Secret
	}
	return possible
}

// compact grades names written in one word: apikey, clientsecret, dbpassword.
func compact(word string) grade {
	switch {
	case hasSuffix(word, "password", "passwd", "passphrase", "bindpw", "rootpw", "adminpw", "dbpw") || shortPasswords[word]:
		return certain
	case hasSuffix(word, "apikey", "secretkey", "privatekey", "accesskey", "authtoken", "accesstoken", "clientsecret", "authkey", "apitoken", "secretkeybase"):
		return likely
	case hasSuffix(word, "token", "secret"):
		return possible
	}
	return silent
}

// shortPasswords are spelled in one word with an ending that bypass, compass and
// userpass have too.
var shortPasswords = set("dbpass", "rootpass", "adminpass", "smtppass", "mailpass", "mysqlpass", "sqlpass", "redispass", "requirepass", "masterauth")

func hasSuffix(word string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(word, end) })
}

func soundsSecret(word string) bool {
	return passwordWords[word] || tokenWords[word] || vagueWords[word] || compact(word) > silent
}

// Sensitive reports whether the name claims that its value is a secret, so
// that no report should show it.
func Sensitive(name string) bool { return gradeOf(name) >= likely }

// words splits a name at its separators and capitals, in lower case.
func words(name string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	runes := []rune(name[:min(len(name), 256)])
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			continue
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && unicode.IsUpper(runes[i-1])):
			flush()
		}
		word = append(word, r)
	}
	flush()
	return out
}

// publicWords occur in names of what everybody may read, unless a key is named
// too: certificates, and hosts that are known.
var publicWords = set("ca", "cacert", "crt", "cert", "certs", "certificate", "cer", "chain", "hosts")

// NamesPublic reports whether the name of a place says that what is in it is no
// secret: a certificate, a public key, an identifier, an address, a path.
func NamesPublic(name string) bool {
	if g := gradeOf(name); g == namesPlace || g == namesSetting {
		return true
	}
	ws := words(name)
	return slices.ContainsFunc(ws, func(w string) bool { return publicWords[w] }) && !slices.ContainsFunc(ws, soundsSecret)
}
