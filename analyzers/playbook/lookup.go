package playbook

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/sops"
	"github.com/tazzo/tazlint/analyzers/source"
)

// lookups are the plugins that read secrets, by the last part of their name.
// Source: docs.ansible.com, indexes of lookup plugins of the collections
// ansible.builtin, community.general, community.hashi_vault, community.sops,
// amazon.aws and infisical.vault.
var lookups = map[string]func(*evaluator, call, string) []origin{
	"file": (*evaluator).fileLookup, "unvault": (*evaluator).fileLookup, "template": (*evaluator).fileLookup, "fileglob": (*evaluator).fileLookup,
	"first_found": (*evaluator).fileLookup, "ini": (*evaluator).iniLookup, "env": (*evaluator).envLookup, "pipe": (*evaluator).pipeLookup,
	"password": (*evaluator).passwordLookup, "passwordstore": (*evaluator).storeLookup,
	"hashi_vault": (*evaluator).vaultLookup, "vault_read": (*evaluator).vaultLookup, "vault_kv2_get": (*evaluator).kvLookup,
	"read_secrets": (*evaluator).infisicalLookup, "sops": (*evaluator).sopsLookup,
}

// backends are the backends that plugins of which no more is known read.
var backends = map[string]string{
	"onepassword": "onepassword", "onepassword_raw": "onepassword", "onepassword_doc": "onepassword", "bitwarden": "bitwarden",
	"bitwarden_secrets_manager": "bitwarden", "aws_secret": "aws-secretsmanager", "secretsmanager_secret": "aws-secretsmanager",
	"azure_keyvault_secret": "azure-keyvault", "gcp_secret_manager": "gcp-secretmanager", "sops": "sops",
}

// uses are the backends whose tooling a plugin is.
var uses = map[string]string{
	"hashi_vault": "vault", "vault_read": "vault", "vault_kv2_get": "vault", "vault_kv1_get": "vault", "read_secrets": "infisical",
}

// lookup evaluates lookup(plugin, ...), whose bracket is open.
func (x *evaluator) lookup(name token, depth int) value {
	if depth > maxDepth {
		return value{}
	}
	c := x.arguments(depth + 1)
	if len(c.words) == 0 || !c.words[0].known {
		return value{from: c.all.from}
	}
	plugin := c.words[0].text
	plugin = plugin[strings.LastIndexByte(plugin, '.')+1:]
	c.words = c.words[1:]
	field := x.field()
	at := x.place.at(name)
	if b := uses[plugin] + backends[plugin]; b != "" {
		x.r.mark(b, at)
	}
	if plugin == "env" && len(c.words) == 1 && c.words[0].text == "HOME" {
		return value{text: "~", known: true}
	}
	var found []origin
	if read := lookups[plugin]; read != nil {
		found = read(x, c, field)
	} else if b := backends[plugin]; b != "" {
		found = []origin{{symbol: facts.New(facts.Backend, b), at: at}}
	}
	tolerant := c.named["errors"].text == "ignore" || c.named["errors"].text == "warn"
	for i := range found {
		if found[i].at == (facts.Pos{}) {
			found[i].at = at
		}
		found[i].weak = found[i].weak || tolerant || x.is('|') && x.next+1 < len(x.tokens) && (x.tokens[x.next+1].text == "default" || x.tokens[x.next+1].text == "d")
		x.r.read(found[i])
	}
	return value{from: found}
}

// field is the last of the fields that are asked of what was looked up.
func (x *evaluator) field() string {
	name := ""
	for i := x.next; i+1 < len(x.tokens); {
		switch t := x.tokens[i]; {
		case t.sort == '.' && x.tokens[i+1].sort == 'n':
			name, i = x.tokens[i+1].text, i+2
		case t.sort == '[' && x.tokens[i+1].sort == 's':
			name, i = x.tokens[i+1].text, i+3
		default:
			return name
		}
	}
	return name
}

func (x *evaluator) fileLookup(c call, _ string) []origin {
	var found []origin
	for _, w := range c.words {
		found = append(found, x.r.vaultPath(w, true)...)
	}
	return found
}

// sopsLookup decrypts files of the repository, which it looks for as lookups of
// files do.
func (x *evaluator) sopsLookup(c call, _ string) []origin {
	var found []origin
	for _, w := range c.words {
		dir := path.Dir(x.place.at(token{}).File)
		for _, from := range []string{path.Join(dir, "files"), dir, path.Join(path.Dir(dir), "files"), "."} {
			if f := x.r.tree.File(path.Join(from, w.text)); w.known && f != nil && sops.Encrypted(f) {
				found = append(found, origin{symbol: f.Symbol(), at: w.at})
				break
			}
		}
	}
	return found
}

func (x *evaluator) iniLookup(c call, _ string) []origin {
	return x.r.vaultPath(c.named["file"], true)
}

func (x *evaluator) envLookup(c call, _ string) []origin {
	var found []origin
	for _, w := range c.words {
		if w.known && variableName.MatchString(w.text) {
			found = append(found, origin{symbol: facts.New(facts.EnvVar, w.text), at: w.at, weak: true})
		}
	}
	return found
}

var variableName = expr.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// vaultPath is the entry of the operator's vault that a path names. Where the
// machine whose path it is may be another than the operator's, or where the
// path is known in part, nobody can say which entry is meant.
func (r *reader) vaultPath(v value, operator bool) []origin {
	text := v.text
	if !v.known {
		text += "*"
	}
	rel, ok := source.VaultPath(r.cfg.Mounts, text)
	if !ok || rel == "" {
		return nil
	}
	o := origin{symbol: facts.NewPath(facts.VaultFile, rel), at: v.at}
	if !v.known || !operator || strings.ContainsAny(rel, "*?[") {
		o.unknown = facts.NotFollowed
	}
	return []origin{o}
}

// prints matches commands that print one secret and do nothing else.
var prints = expr.New(`^\s*(?:(cat)|(?:gopass|pass)\s+(?:show\s+)?(?:-o\s+|--password\s+)?)\s*["']?([\w@.+~$/{}-]+)["']?\s*$`)

// touches matches commands that have to do with secrets.
var touches = expr.New(`\b(?:secrets?|` + source.Tools + `)\b`)

func (x *evaluator) pipeLookup(c call, _ string) []origin {
	if len(c.words) == 0 {
		return nil
	}
	return x.r.printed(c.words[0], true)
}

// printed are the places that a command prints.
func (r *reader) printed(command value, operator bool) []origin {
	m := prints.FindStringSubmatch(command.text)
	switch {
	case command.known && m != nil && m[1] != "":
		return r.vaultPath(value{text: m[2], known: true, at: command.at}, operator)
	case command.known && m != nil:
		return []origin{entry(m[2], command.at, operator)}
	case touches.MatchString(command.text):
		return []origin{{symbol: facts.New(facts.VaultFile, "*"), at: command.at, unknown: facts.NotFollowed}}
	}
	return nil
}

// entry is an entry of a store of pass or gopass.
func entry(name string, at facts.Pos, operator bool) origin {
	o := origin{symbol: facts.NewPath(facts.Pass, strings.TrimPrefix(path.Clean("/"+name), "/")), at: at}
	if !operator {
		o.unknown = facts.NotFollowed
	}
	return o
}

// passwordLookup reads a file, and writes it where it is missing.
func (x *evaluator) passwordLookup(c call, _ string) []origin {
	if len(c.words) == 0 {
		return nil
	}
	w := c.words[0]
	w.text, _, _ = strings.Cut(w.text, " ")
	found := x.r.vaultPath(w, true)
	for _, o := range found {
		x.r.def(o.symbol, facts.KeySet{}, o.at, facts.Traits{Possible: o.unknown != ""})
	}
	return found
}

func (x *evaluator) storeLookup(c call, _ string) []origin {
	if len(c.words) == 0 || !c.words[0].known || c.words[0].text == "" {
		return []origin{{symbol: facts.New(facts.VaultFile, "*"), unknown: facts.NotFollowed}}
	}
	name, options, _ := strings.Cut(c.words[0].text, " ")
	o := entry(name, c.words[0].at, true)
	if c.named["create"].text == "true" || c.named["missing"].text == "create" || strings.Contains(options, "create=") {
		x.r.def(o.symbol, facts.KeySet{}, o.at, facts.Traits{})
	}
	return []origin{o}
}

// vaultLookup reads "secret=mount/data/path:field" or a path of the API.
func (x *evaluator) vaultLookup(c call, field string) []origin {
	w := c.named["secret"]
	if len(c.words) > 0 {
		w = c.words[0]
	}
	name := w.text
	for part := range strings.FieldsSeq(w.text) {
		if secret, found := strings.CutPrefix(part, "secret="); found {
			name = secret
		}
	}
	name, inner, _ := strings.Cut(name, ":")
	if inner != "" {
		field = inner
	}
	mount, rest, _ := strings.Cut(strings.Trim(name, "/"), "/")
	return kv(mount, strings.TrimPrefix(rest, "data/"), field, w)
}

// kvLookup reads a path of a mount: "secret" where none is named.
// Source: community.hashi_vault.vault_kv2_get.
func (x *evaluator) kvLookup(c call, field string) []origin {
	mount, given := c.named["engine_mount_point"]
	if !given {
		mount = value{text: "secret", known: true}
	}
	var found []origin
	for _, w := range c.words {
		w.known = w.known && mount.known
		found = append(found, kv(mount.text, strings.Trim(w.text, "/"), field, w)...)
	}
	return found
}

// wholes are fields of what a plugin answers that hold all fields of the secret.
var wholes = map[string]bool{"secret": true, "data": true, "raw": true, "metadata": true}

func kv(mount, name, field string, w value) []origin {
	if mount == "" || name == "" {
		return nil
	}
	if wholes[field] {
		field = ""
	}
	o := origin{symbol: facts.NewPath(facts.KV, name, mount).WithKey(field), at: w.at}
	if !w.known {
		o.unknown = facts.NotFollowed
	}
	return []origin{o}
}

func (x *evaluator) infisicalLookup(c call, _ string) []origin {
	folder := path.Clean("/" + c.named["path"].text)
	o := origin{symbol: facts.NewPath(facts.Infisical, folder).WithKey(c.named["secret_name"].text), at: c.named["path"].at}
	if c.named["secret_name"].known {
		o.at = c.named["secret_name"].at
	}
	for _, name := range []string{"path", "secret_name"} {
		if v, given := c.named[name]; given && !v.known {
			o.unknown = facts.NotFollowed
		}
	}
	return []origin{o}
}
