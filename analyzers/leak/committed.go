package leak

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/ignore"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Committed marks files that are secret as a whole and that git holds.
func Committed(ctx context.Context, t *source.Tree) source.Part {
	return source.Each(ctx, t, func(f *source.File) source.Part {
		if source.IsGenerated(f.Path) || shows.MatchString(f.Base()) || !ignore.Holds(t, f) {
			return source.Part{}
		}
		return committed(f)
	})
}

// shows matches names of files that show what another will look like.
var shows = expr.New(`(?i)example|sample|template|\.dist$|\.tmpl$|\.j2$|\.tpl$`)

// material is a sort of file, known by its name, its words and the place of its
// secret: the first group of the expression.
type material struct {
	sort  string
	name  *expr.Regexp // of the path; nil for any
	words []string     // all of which occur
	at    *expr.Regexp
	judge func(value string) bool // of the text at the place; nil for any
	bytes bool                    // no text: known by its name
}

// keyField matches a key in a configuration of Talos, rootToken the one that the
// first start of Vault gives out.
var (
	keyField  = expr.New(`(?m)^\s+key:\s*"?([A-Za-z0-9+/=]+)`)
	rootToken = expr.New(`"root_token"\s*:\s*"([^"\s]{8,})"`)
)

// materials are the sorts. Sources: the state and plan formats of Terraform, the
// kubeconfig of client-go, talosctl's configuration and secrets bundle, the
// output of "vault operator init", RFC 7468, RFC 9580, age's key file.
var materials = []material{
	{sort: "terraform-state", name: expr.New(`(?i)\.tfstate(?:\.|$)`), words: []string{`"lineage"`}, at: expr.New(`("resources")\s*:\s*\[\s*\{|("outputs")\s*:\s*\{\s*"`)},
	{sort: "terraform-plan", name: expr.New(`(?i)(?:\.tfplan|(?:^|/)tfplan)$`), bytes: true},
	{sort: "terraform-plan", words: []string{`"terraform_version"`}, at: expr.New(`("planned_values")\s*:\s*\{`)},
	{sort: "kubeconfig", words: []string{"client-key-data", "clusters"}, at: expr.New(`"?client-key-data"?\s*:\s*"?([A-Za-z0-9+/=]+)`), judge: isEncodedKey},
	{sort: "kubeconfig", words: []string{"kind: Config", "clusters:", "token:"}, at: expr.New(`(?m)^\s+token:\s*"?([^\s"]{20,})`), judge: isToken},
	{sort: "talosconfig", words: []string{"contexts:", "endpoints:", "crt:"}, at: keyField, judge: isEncodedKey},
	{sort: "talos-secrets", words: []string{"trustdinfo:", "certs:"}, at: keyField, judge: isEncodedKey},
	{sort: "machine-config", words: []string{"machine:", "cluster:", "version: v1alpha1"}, at: keyField, judge: isEncodedKey},
	{sort: "vault-init", words: []string{`"unseal_`, `"root_token"`}, at: rootToken, judge: isToken},
	{sort: "vault-init", words: []string{`"keys_base64"`, `"root_token"`}, at: rootToken, judge: isToken},
	{sort: "vault-init", words: []string{"Unseal Key 1: "}, at: expr.New(`(?m)^Initial Root Token: (\S{8,})`), judge: isToken},
	{sort: "vault-password", name: expr.New(`(?i)(?:^|/)\.?(?:ansible[-_.])?vault[-_.]?pass(?:word|wd)?(?:\.txt)?$`), at: expr.New(`\A([^#$\s]\S{3,})\s*\z`), judge: isPassword},
	{sort: "private-key", words: []string{"PRIVATE KEY"}, at: expr.New(`\A(?:\s*#.*\n|\s*\n)*(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)[^\n]*\n(?:[A-Za-z-]+: [^\n]*\n|\r?\n)*[A-Za-z0-9+/=\r\n]{64,}`)},
	{sort: "age-key", words: []string{"AGE-SECRET-KEY-"}, at: expr.New(`\A(?:\s*#.*\n|\s*\n|AGE-PLUGIN-.*\n)*(AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+)`), judge: isAgeKey},
	{sort: "private-key", words: []string{"PuTTY-User-Key-File-", "Encryption: none"}, at: expr.New(`\A(PuTTY-User-Key-File-\d):`)},
	{sort: "private-key", name: expr.New(`(?:^|/)(?:private-keys-v1\.d/[^/]+\.key|secring\.(?:gpg|pgp|skr))$`), bytes: true},
}

// committed marks the first sort that a file is.
func committed(f *source.File) source.Part {
	var part source.Part
	text, err := f.Text()
	if err != nil && !errors.Is(err, source.ErrBinary) || isEncrypted(text) {
		return part
	}
	part.Files = 1
	for _, m := range materials {
		at, is := m.find(f, text, err != nil)
		if !is {
			continue
		}
		part.Mark(facts.MarkCommitted, m.sort, f.Symbol(), at)
		part.Marks[len(part.Marks)-1].Sample = literal.IsShown(f.Path)
		part.Mark(facts.MarkMasked, "", f.Symbol(), f.Everything())
		break
	}
	return part
}

// isEncrypted recognises what sops, Ansible, OpenSSL, OpenSSH and age have
// encrypted.
func isEncrypted(text []byte) bool {
	for _, sign := range []string{"ENC[AES256_GCM", "$ANSIBLE_VAULT", "Proc-Type: 4,ENCRYPTED", "BEGIN ENCRYPTED PRIVATE KEY", literal.SealedSSH, "BEGIN AGE ENCRYPTED FILE", "age-encryption.org/v1", "BEGIN PGP MESSAGE"} {
		if bytes.Contains(text, []byte(sign)) {
			return true
		}
	}
	return false
}

func (m material) find(f *source.File, text []byte, binary bool) (at facts.Pos, is bool) {
	if m.name != nil && !m.name.MatchString(f.Path) {
		return at, false
	}
	if m.bytes || binary {
		return f.At(1, 1, 0), m.bytes
	}
	for _, word := range m.words {
		if !bytes.Contains(text, []byte(word)) {
			return at, false
		}
	}
	for _, found := range m.at.FindAllSubmatchIndex(text, source.MaxMarks) {
		from, to := group(found)
		if m.judge == nil || m.judge(string(text[from:to])) {
			line := bytes.Count(text[:from], []byte("\n")) + 1
			return f.At(line, from-bytes.LastIndexByte(text[:from], '\n'), to-from), true
		}
	}
	return at, false
}

// group is the place of the first group that matched.
func group(found []int) (from, to int) {
	for i := 2; i+1 < len(found); i += 2 {
		if found[i] >= 0 {
			return found[i], found[i+1]
		}
	}
	return found[0], found[1]
}

// isEncodedKey decodes what kubeconfig and talosconfig hold.
func isEncodedKey(value string) bool {
	plain, err := base64.StdEncoding.DecodeString(value)
	return err == nil && bytes.Contains(plain, []byte("PRIVATE KEY-----"))
}

// isAgeKey goes by the length: 32 bytes and a checksum in Bech32, for both sorts
// of keys that age-keygen makes.
func isAgeKey(value string) bool {
	value = strings.TrimPrefix(strings.TrimPrefix(value, "AGE-SECRET-KEY-"), "PQ-")
	return len(value) == len("1")+58
}

func isToken(value string) bool {
	return literal.Judge("token", value, literal.Field) == literal.Secret
}
func isPassword(value string) bool { return literal.Judge("password", value, literal.Field).Leaks() }
