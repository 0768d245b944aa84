package mutate

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
)

// dictionary has words that passwords are made of.
var dictionary = strings.Fields(`autumn badger candle copper dolphin ember falcon garden harbor island juniper kitten lantern
	meadow nectar orchid pepper quartz river saddle thunder umbrella velvet walnut yellow zephyr monkey dragon summer winter
	coffee banana purple silver rocket guitar planet forest bridge castle`)

// passwords are secrets by how they come about.
var passwords = []value{
	{sort: "a word and digits", human: true, make: func(r *rand.Rand) string { return wordsOf(r, 1)[0] + some(r, 2+r.IntN(3), digits) }},
	{sort: "eight letters", human: true, make: func(r *rand.Rand) string { return some(r, 8, lower) }},
	{sort: "a passphrase", human: true, make: func(r *rand.Rand) string { return strings.Join(wordsOf(r, 4), "-") }},
	{sort: "a phrase", human: true, special: true, make: func(r *rand.Rand) string { return strings.Join(wordsOf(r, 4), " ") }},
	{sort: "base64", make: func(r *rand.Rand) string { return bytesOf(r, 24) }},
	{sort: "hex", make: func(r *rand.Rand) string { return some(r, 32, hexDigits) }},
	{sort: "letters and digits", make: func(r *rand.Rand) string { return some(r, 20, alnum) }},
	{sort: "special characters", special: true, make: func(r *rand.Rand) string {
		return some(r, 1, alnum) + some(r, 12, alnum+marks) + some(r, 3, marks) + some(r, 1, alnum)
	}},
}

// harmlessValues are what stands in the place of a secret and is none.
var harmlessValues = []value{
	{sort: "a variable", special: true, make: always("${DB_PASSWORD}")},
	{sort: "a template", special: true, make: always("{{ .Values.auth.password }}")},
	{sort: "a placeholder", special: true, make: always("<your-password>")},
	{sort: "a mask", special: true, make: always("********")},
	{sort: "an address in a vault", make: always("op://homelab/database/password")},
	{sort: "the name of a Secret", make: func(r *rand.Rand) string { return wordsOf(r, 1)[0] + "-admin-credentials" }},
	{sort: "a path", make: always("/run/secrets/db-password")},
	{sort: "a hash", special: true, make: func(r *rand.Rand) string { return "$2y$10$" + some(r, 53, alnum+"./") }},
	{sort: "a public key", special: true, make: func(r *rand.Rand) string {
		return "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + some(r, 43, alnum) + " me@laptop"
	}},
	{sort: sealedSort, special: true, make: sealed},
	{sort: "nothing", make: always("")},
}

func always(text string) func(*rand.Rand) string { return func(*rand.Rand) string { return text } }

const sealedSort = "an encrypted value"

// sealed is a value that sops has encrypted.
func sealed(r *rand.Rand) string {
	return "ENC[AES256_GCM,data:" + bytesOf(r, 9) + ",iv:" + bytesOf(r, 32) + ",tag:" + bytesOf(r, 16) + ",type:str]"
}

// formats are credentials that are known by how they look. Their first letters
// stand apart, so that no scanner takes this file for a leak.
var formats = []value{
	{sort: "a token of GitHub", make: func(r *rand.Rand) string { return "gh" + "p_" + some(r, 36, alnum) }},
	{sort: "a token of GitLab", make: func(r *rand.Rand) string { return "glp" + "at-" + some(r, 20, alnum) }},
	{sort: "a token of Slack", make: func(r *rand.Rand) string {
		return "xo" + "xb-" + some(r, 12, digits) + "-" + some(r, 12, digits) + "-" + some(r, 24, alnum)
	}},
	{sort: "a key of AWS", make: func(r *rand.Rand) string { return "AK" + "IA" + some(r, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") }},
	{sort: "a key of age", make: func(r *rand.Rand) string {
		return "AGE-SECRET-" + "KEY-1" + some(r, 58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")
	}},
}

// digests look as random and mean nothing to whoever reads them.
var digests = []value{
	{sort: "a digest", make: func(r *rand.Rand) string { return "sha256:" + some(r, 64, hexDigits) }},
	{sort: "a commit", make: func(r *rand.Rand) string { return some(r, 40, hexDigits) }},
	{sort: "a recipient of age", make: func(r *rand.Rand) string { return "age1" + some(r, 58, "qpzry9x8gf2tvdw0s3jn54khce6mua7l") }},
}

// privateKeys are files that are secret as a whole, publicKeys those that are
// not.
var (
	privateKeys = []value{
		{sort: "a private key", make: func(r *rand.Rand) string { return pem(r, "RSA PRIVATE"+" KEY", 12) }},
		{sort: "a private key of OpenSSH", make: func(r *rand.Rand) string { return pem(r, "OPENSSH PRIVATE"+" KEY", 6) }},
		{sort: "a private key by PKCS #8", make: func(r *rand.Rand) string { return pem(r, "PRIVATE"+" KEY", 12) }},
	}
	publicKeys = []value{
		{sort: "a public key", make: func(r *rand.Rand) string { return pem(r, "PUBLIC KEY", 4) }},
		{sort: "a certificate", make: func(r *rand.Rand) string { return pem(r, "CERTIFICATE", 12) }},
		{sort: "an encrypted key", make: func(r *rand.Rand) string { return pem(r, "ENCRYPTED PRIVATE"+" KEY", 12) }},
	}
	encodedKeys = []value{{sort: "a private key", make: func(r *rand.Rand) string {
		return base64.StdEncoding.EncodeToString([]byte(pem(r, "RSA PRIVATE"+" KEY", 6)))
	}}}
	noKeys = []value{
		{sort: "a placeholder", make: always("REDACTED")},
		{sort: "a variable", make: always("${CLIENT_KEY}")},
	}
)
