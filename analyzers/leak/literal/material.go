package literal

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// Shapes of keys and of what is made of passwords.
var (
	publicKey   = expr.New(`^(?:sk-)?(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) AAAA|^age1[a-z0-9]{50,}$|^[^\s]+ (?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d+) AAAA`)
	publicPEM   = expr.New(`-----BEGIN (?:TRUSTED |X509 )?(?:CERTIFICATE|(?:RSA |EC |DSA |SSH2 )?PUBLIC KEY|CERTIFICATE REQUEST|NEW CERTIFICATE REQUEST|X509 CRL|DH PARAMETERS|PGP PUBLIC KEY BLOCK)-----`)
	privatePEM  = expr.New(`-----BEGIN[A-Z0-9 ]* PRIVATE KEY(?: BLOCK)?-----|AGE-SECRET-KEY-(?:PQ-)?1|PuTTY-User-Key-File`)
	hash        = expr.New(`^(?:[\w.@-]+:)?(?:\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id|i|d)|pbkdf2(?:-sha\d+)?|scrypt|sha1|bcrypt)\$|\{(?:S?SHA\d*|SMD5|CRYPT|ARGON2|PBKDF2[\w-]*)\}|pbkdf2_sha\d+\$|bcrypt_sha256\$|SCRAM-SHA-\d+\$)`)
	fingerprint = expr.New(`^(?:0x)?(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$`)
)

// isPublicKey looks for what every match holds first, as isTemplated does.
func isPublicKey(value string) bool {
	return (strings.Contains(value, " AAAA") || strings.HasPrefix(value, "age1")) && publicKey.MatchString(value)
}

// IsHash recognises what is kept in place of a password: nobody logs in with it.
// Sources: crypt(5), RFC 5803, the manuals of htpasswd, OpenLDAP, Django. Files
// of Compose double the dollar.
func IsHash(value string) bool {
	return strings.ContainsAny(value, "${") && hash.MatchString(strings.ReplaceAll(value, "$$", "$"))
}

// isFingerprint recognises the fingerprint or id of a key of OpenPGP, which
// images and playbooks call its key (RFC 9580, section 5.5.4).
func isFingerprint(name, value string) bool {
	ws := words(name)
	return (slices.Contains(ws, "gpg") || slices.Contains(ws, "pgp")) && HasPrintShape(value)
}

// HasPrintShape reports whether a value is as long as the fingerprint or the id of a
// key of OpenPGP, in hexadecimal.
func HasPrintShape(value string) bool { return fingerprint.MatchString(value) }

// SealedSSH begins the text of a key of OpenSSH that is encrypted with a
// passphrase: what names the format, and a cipher (PROTOCOL.key of OpenSSH).
const SealedSSH = "b3BlbnNzaC1rZXktdjEAAAAACmFl"

// isSealedKey recognises keys that only whoever knows their passphrase can use
// (RFC 5958, RFC 1421, the manual of PuTTY).
func isSealedKey(value string) bool {
	return strings.Contains(value, "ENCRYPTED PRIVATE KEY") || strings.Contains(value, "Proc-Type: 4,ENCRYPTED") || strings.Contains(value, SealedSSH) ||
		strings.HasPrefix(value, "PuTTY-User-Key-File") && !strings.Contains(value, "Encryption: none")
}

// privateKey tells a key from documentation that only shows its frame, and from
// one that a passphrase protects.
func privateKey(value string) Verdict {
	if isSealedKey(value) {
		return Reference
	}
	_, body, _ := strings.Cut(value, "KEY")
	if isTemplated(body) || len(body) < 48 || strings.Contains(body, "...") {
		return Placeholder
	}
	return Secret
}
