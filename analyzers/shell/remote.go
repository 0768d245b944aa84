package shell

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// options are the parsed arguments of a command: words, and options by name
// without dashes. Which options take a separate value must be told.
type options struct {
	words []values
	named map[string]values
}

func parseOptions(args []values, valued ...string) options {
	o := options{named: map[string]values{}}
	for i := 0; i < len(args); i++ {
		text := args[i].text()
		if text == "--" {
			o.words = append(o.words, args[i+1:]...)
			break
		}
		if !strings.HasPrefix(text, "-") || text == "-" {
			o.words = append(o.words, args[i])
			continue
		}
		name, _, inline := strings.Cut(strings.TrimLeft(text, "-"), "=")
		switch {
		case inline:
			o.named[name] = args[i].mapText(func(s string) (string, bool) {
				_, after, _ := strings.Cut(s, "=")
				return after, true
			})
		case contains(valued, name) && i+1 < len(args):
			i++
			o.named[name] = args[i]
		default:
			o.named[name] = constant("")
		}
	}
	return o
}

func contains(list []string, name string) bool {
	for _, x := range list {
		if x == name {
			return true
		}
	}
	return false
}

func (o options) word(i int) string {
	if i >= len(o.words) {
		return ""
	}
	return o.words[i].text()
}

// remote reads a place of a remote backend.
func (in *interpreter) remote(symbol facts.Symbol, v values, c situation) values {
	o := origin{symbol: symbol, at: v.at(), weak: c.tolerant}
	if _, known := v.one(); !known {
		if in.uncalled {
			return unknown()
		}
		o.unknown = facts.NotFollowed
	}
	return opaque([]origin{in.out.read(o)})
}

// vault understands kv get, read, kv put and kv patch of Vault and OpenBao,
// see https://developer.hashicorp.com/vault/docs/commands/kv.
func (in *interpreter) vault(call invocation) values {
	o := parseOptions(call.args[1:], "mount", "field", "format", "address", "namespace", "version")
	if in.governs(o, call) {
		return unknown()
	}
	verb, rest := o.word(0), 1
	if verb == "kv" {
		verb, rest = "kv "+o.word(1), 2
	}
	if len(o.words) <= rest {
		return in.other(call)
	}
	target := o.words[rest]
	if engine := madeBy(target.text()); engine != "" && verb == "read" {
		return in.remote(engine, target, call.c)
	}
	symbol := kvSymbol(o.named["mount"].text(), target.text(), strings.HasPrefix(verb, "kv"))
	if symbol == "" {
		return in.other(call)
	}
	switch verb {
	case "kv get", "read":
		return in.remote(symbol.WithKey(o.named["field"].text()), target, call.c)
	case "kv put", "kv patch", "write":
		in.put(symbol, target, o.words[rest+1:], verb != "kv put", call.c)
	}
	return unknown()
}

// madeBy is the engine that makes credentials on being read at a path.
func madeBy(name string) facts.Symbol {
	engine, rest, _ := strings.Cut(strings.Trim(name, "/"), "/")
	if strings.HasPrefix(rest, "creds/") || strings.HasPrefix(rest, "static-creds/") {
		return facts.New(facts.Backend, "vault", engine)
	}
	return ""
}

// kvSymbol names a path of a KV engine. Outside of `vault kv` only paths with
// the API's "data" segment are one.
func kvSymbol(mount, name string, kv bool) facts.Symbol {
	name = strings.Trim(name, "/")
	if mount != "" {
		return facts.NewPath(facts.KV, strings.Trim(mount, "/")+"/"+name)
	}
	engine, rest, found := strings.Cut(name, "/")
	if !found || rest == "" {
		return ""
	}
	logical, api := strings.CutPrefix(rest, "data/")
	if !kv && !api {
		return ""
	}
	if !kv {
		rest = logical
	}
	return facts.NewPath(facts.KV, engine+"/"+rest)
}

// put writes name=value pairs.
func (in *interpreter) put(symbol facts.Symbol, target values, pairs []values, open bool, c situation) {
	if _, known := target.one(); !known {
		return
	}
	var names []string
	for _, pair := range pairs {
		name, text, found := strings.Cut(pair.text(), "=")
		if !found || !isField(name) {
			open = true
			continue
		}
		names = append(names, name)
		from := pair.origins()
		if file, isFile := strings.CutPrefix(text, "@"); isFile {
			from = in.readPath(value{text: file, known: pair[0].known, at: pair.at()}, c)
		}
		in.out.derive(symbol.WithKey(name), from)
	}
	keys := facts.ExactKeys(names...)
	if open {
		keys = facts.OpenKeys(names...)
	}
	in.out.def(symbol, target.at(), keys, facts.Traits{})
}

var fieldName = expr.New(`^[A-Za-z0-9_.-]+$`)

func isField(name string) bool { return fieldName.MatchString(name) }

// infisical understands secrets get, secrets set, run and export, see
// https://infisical.com/docs/cli/commands/secrets.
func (in *interpreter) infisical(call invocation) values {
	o := parseOptions(call.args[1:], "path", "env", "projectId", "token", "domain", "format", "tags", "project-config-dir", "command")
	folder := "/"
	if p, given := o.named["path"]; given {
		if folder = p.text(); !strings.HasPrefix(folder, "/") {
			folder = "/" + folder
		}
	}
	place := facts.NewPath(facts.Infisical, path.Clean(folder))
	switch {
	case o.word(0) == "secrets" && o.word(1) == "get":
		var out values
		for _, name := range o.words[min(2, len(o.words)):] {
			out = append(out, in.remote(place.WithKey(name.text()), name, call.c)...)
		}
		return out
	case o.word(0) == "secrets" && o.word(1) == "set":
		for _, pair := range o.words[min(2, len(o.words)):] {
			if name, _, found := strings.Cut(pair.text(), "="); found && isField(name) {
				in.out.def(place.WithKey(name), pair.at(), facts.KeySet{}, facts.Traits{})
				in.out.derive(place.WithKey(name), pair.origins())
			}
		}
	case o.word(0) == "run", o.word(0) == "export", o.word(0) == "secrets":
		at := values{{text: folder, known: true, at: call.at}}
		if p, given := o.named["path"]; given {
			at = p
		}
		in.supplied(call)
		return in.remote(place, at, call.c)
	}
	return unknown()
}

// onePassword understands op read op://vault/item/field, and files of such
// references.
func (in *interpreter) onePassword(call invocation) values {
	o := parseOptions(call.args[1:], fetchValued...)
	switch {
	case o.word(0) == "inject":
		return opaque(addOrigins(in.onePasswordFile(o.named["i"], call), in.onePasswordFile(o.named["in-file"], call)))
	case o.word(0) == "run":
		in.onePasswordFile(o.named["env-file"], call)
	case o.word(0) == "read" && strings.HasPrefix(o.word(1), "op://"):
		return in.remote(onePasswordItem(o.word(1)), o.words[1], call.c)
	}
	return in.readsBackend(call)
}

// gopass understands show, cat and insert of pass and gopass, whose entries rest
// encrypted: they are no files of the vault.
func (in *interpreter) gopass(call invocation) values {
	o := parseOptions(call.args[1:])
	verb := o.word(0)
	entry := values(nil)
	if len(o.words) > 1 {
		entry = o.words[1]
	}
	switch verb {
	case "show", "cat", "otp":
	case "insert", "edit", "generate":
		if name, ok := entry.one(); ok && name != "" {
			symbol := passEntry(name)
			in.out.def(symbol, entry.at(), facts.KeySet{}, facts.Traits{})
			in.out.derive(symbol, call.c.stdin.origins())
		}
		return nil
	default:
		if len(o.words) != 1 || !strings.Contains(verb, "/") {
			return unknown()
		}
		entry = o.words[0]
	}
	if entry.text() == "" {
		return unknown()
	}
	return in.remote(passEntry(entry.text()), entry, call.c)
}

// passEntry is one symbol for all spellings of an entry's path.
func passEntry(name string) facts.Symbol {
	return facts.NewPath(facts.Pass, strings.TrimPrefix(path.Clean("/"+name), "/"))
}

// jq takes one field out of what Vault or kubectl prints as JSON.
func (in *interpreter) jq(call invocation) values {
	o := parseOptions(call.args[1:], "indent")
	read := call.c.stdin.origins()
	for _, w := range o.words[min(1, len(o.words)):] {
		for _, v := range w {
			read = addOrigins(read, in.readPath(v, call.c))
		}
	}
	if len(o.words) == 0 {
		return opaque(read)
	}
	name, ok := jqField(o.words[0])
	plain := plainField.FindStringSubmatch(o.word(0))
	if !ok && plain == nil {
		return opaque(read)
	}
	var out []origin
	for _, from := range read {
		switch kind := from.symbol.Kind(); {
		case from.symbol.Key() != "":
		case ok && (kind == facts.KV || kind == facts.Secret), plain != nil && kind == facts.Backend:
			if plain != nil {
				name = plain[1] + plain[2]
			}
			in.out.consumed[readKey{from.symbol, from.at}] = true
			from.symbol, from.at = from.symbol.WithKey(name), o.words[0].at()
			in.out.read(from)
		}
		out = append(out, from)
	}
	return opaque(out)
}

// vaultField matches the jq paths to a field of a KV secret: .data.data.NAME,
// .data["NAME"].
var vaultField = expr.New(`^\s*\.data(?:\.data)?(?:\.([A-Za-z0-9_]+)|\.?\["([^"]+)"\]|\."([^"]+)")\s*(?:\|.*|//.*)?$`)

// plainField matches the jq path to a field of what a backend keeps as JSON.
var plainField = expr.New(`^\s*\.(?:([A-Za-z0-9_]+)|\["([^"]+)"\])\s*$`)

func jqField(filter values) (string, bool) {
	text, ok := filter.one()
	if !ok {
		return "", false
	}
	m := vaultField.FindStringSubmatch(text)
	if m == nil || m[1] == "data" {
		return "", false
	}
	return m[1] + m[2] + m[3], true
}
