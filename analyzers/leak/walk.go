package leak

import (
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// walker marks the literals of one document.
type walker struct {
	part *marks
	doc  *manifest.Document
	on   facts.Symbol // the object, or the file
	seen map[*manifest.Node]bool

	depth int                           // how many texts it stands in
	skip  map[string]bool               // more fields that hold no values; may be nil
	spare func(name, value string) bool // literals that are no secrets here; may be nil
}

// opaqueFields hold names, schemas or what controllers wrote; nothing below
// them is a value of the configuration.
var opaqueFields = map[string]bool{
	"secretKeyRef": true, "configMapKeyRef": true, "fieldRef": true, "remoteRef": true, "secretRef": true, "configMapRef": true,
	"matchLabels": true, "labels": true, "selector": true, "openAPIV3Schema": true, "status": true, "managedFields": true, "sops": true,
	"secretKeys": true, "existingSecretKeys": true, "keyMapping": true, "keyMappings": true, "passwordSecret": true, "rewrite": true,
	"secretStoreRef": true, "sourceRef": true, "healthChecks": true, "dependsOn": true, "schema": true,
	"encrypted": true, "encryptedData": true, "update_password": true,
}

// walk visits a value under the field's name; path is where it stands.
func (w *walker) walk(path, name string, n *manifest.Node) {
	n = manifest.Resolve(n)
	if n == nil || w.seen[n] || w.part.full() {
		return
	}
	w.seen[n] = true
	if items := manifest.Items(n); items != nil {
		w.walkItems(path, name, items)
		return
	}
	if fields := manifest.Fields(n); fields != nil {
		w.walkFields(path, name, n, fields)
		return
	}
	w.judge(path, name, n)
}

func (w *walker) walkFields(path, name string, n *manifest.Node, fields []manifest.Field) {
	if w.nestedSecret(n) {
		return
	}
	named, value := namedValue(n)
	if value != nil {
		w.walk(join(path, named), named, value)
	}
	for _, f := range fields {
		key := f.Key.Value
		switch {
		case opaqueFields[key] || w.skip[key] || strings.HasSuffix(key, "Ref") || strings.HasSuffix(key, "Refs"):
		case key == "run" && foreign(n):
			w.walk(join(path, key), "", f.Value)
		case key == "value" && named == "": // what stands around it names it
			w.walk(join(path, key), name, f.Value)
		case patchFields[key] && w.patches(join(path, key), f.Value):
		case key == "auths":
			w.logins(join(path, key), f.Value)
			w.walk(join(path, key), key, f.Value)
		default:
			w.walk(join(path, key), key, f.Value)
		}
	}
}

// nestedSecret judges a Secret that stands among the fields of something else:
// the extra objects of a chart.
func (w *walker) nestedSecret(n *manifest.Node) bool {
	if manifest.Scalar(manifest.Get(n, "kind")) != "Secret" || manifest.Scalar(manifest.Get(n, "apiVersion")) != "v1" {
		return false
	}
	o := manifest.NewObject(n, w.doc.At)
	if o == nil {
		return false
	}
	w.secret(o)
	return true
}

// namedValue recognises mappings that name a value: variables of a container,
// parameters, operations of a JSON patch.
func namedValue(n *manifest.Node) (string, *manifest.Node) {
	value := manifest.Get(n, "value")
	if value == nil && manifest.Get(n, "prompt") != nil { // what Ansible asks for, and what it takes if nobody answers
		value = manifest.Get(n, "default")
	}
	if value == nil {
		return "", nil
	}
	for _, field := range []string{"name", "key"} {
		if name := manifest.Scalar(manifest.Get(n, field)); name != "" {
			return name, value
		}
	}
	if manifest.Get(n, "op") != nil {
		return lastPointer(manifest.Scalar(manifest.Get(n, "path"))), value
	}
	return "", nil
}

// lastPointer is the last name of a JSON pointer (RFC 6901); "-" and indexes
// stand for items.
func lastPointer(pointer string) string {
	parts := strings.Split(pointer, "/")
	for i := len(parts) - 1; i > 0; i-- {
		if parts[i] != "-" && strings.Trim(parts[i], "0123456789") != "" {
			return strings.NewReplacer("~1", "/", "~0", "~").Replace(parts[i])
		}
	}
	return ""
}

// argument matches "--name=value" and "NAME=value" in lists of arguments and
// variables.
var argument = expr.New(`^-{0,2}([A-Za-z_][\w.-]{0,80})=(\S.*)$`)

// commands are fields whose items a shell reads.
var commands = set("command", "commands", "args", "cmd", "cmds", "entrypoint", "script", "before_script", "after_script", "run", "test")

func (w *walker) walkItems(path, name string, items []*manifest.Node) {
	for i, item := range items {
		here := path + "[" + strconv.Itoa(i) + "]"
		text := manifest.Scalar(item)
		if text == "" {
			w.walk(here, name, item)
			continue
		}
		if m := argument.FindStringSubmatchIndex(text); m != nil && !strings.Contains(text, "\n") && !(commands[name] && isShellText(text)) {
			w.judgePart(here, text[m[2]:m[3]], item, m[4], text[m[4]:m[5]], literal.Field)
			continue
		}
		if i > 0 && isFlag(manifest.Scalar(items[i-1])) {
			w.walk(here, strings.TrimLeft(manifest.Scalar(items[i-1]), "-"), item)
			continue
		}
		w.walk(here, name, item)
	}
}

// isShellText tells a text that a shell reads from one argument, in which blanks are
// part of the value.
func isShellText(text string) bool {
	return strings.Contains(text, " ") && (!strings.HasPrefix(text, "-") || strings.Contains(text, " -"))
}

func isFlag(text string) bool { return strings.HasPrefix(text, "--") && !strings.Contains(text, "=") }

// judge marks a scalar by what it is.
func (w *walker) judge(path, name string, n *manifest.Node) {
	value := manifest.Scalar(n)
	harmless, parts := literal.Harmless(name, value), hasParts(name, value)
	if value == "" || harmless && !parts && !commandFields[name] || isNotSecret(value) || w.spare != nil && w.spare(name, value) {
		return
	}
	if w.command(name, n, value) {
		return
	}
	if parts {
		w.judgeInside(path, name, n, value)
	}
	if harmless {
		return
	}
	if strings.HasPrefix(value, `{"`) && w.nested(path, n, value) {
		return
	}
	if (strings.Contains(strings.TrimSpace(value), "\n") || variable.MatchString(value)) && !isPEM(value) {
		if !w.nested(path, n, value) {
			w.judgeText(path, n, value)
		}
		return
	}
	w.add(literal.Judge(name, value, literal.Field), path, entry{name: name, value: value, at: whole(w.doc, n)})
}

// variable matches a text of one line that gives a variable its value.
var variable = expr.New(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=[^=\n]+\n$`)

// judgePart marks a part of a scalar that starts at an offset of its value.
func (w *walker) judgePart(path, name string, n *manifest.Node, offset int, value string, place literal.Place) {
	if isNotSecret(value) || w.spare != nil && w.spare(name, value) {
		return
	}
	at := w.doc.InText(n, offset, len(value))
	w.add(literal.Judge(name, value, place), path, entry{name: name, value: value, at: at})
}

// judgeText marks the assignments of a configuration file inside a scalar.
func (w *walker) judgeText(path string, n *manifest.Node, value string) {
	starts := source.LineStarts(value)
	for _, a := range literal.Assignments(value) {
		v := a.Judge()
		if !v.Leaks() && !literal.Sensitive(a.Name) || w.part.full() || isNotSecret(a.Value) || w.spare != nil && w.spare(a.Name, a.Value) {
			continue
		}
		at := w.doc.InText(n, starts[a.Line]+a.Col, len(a.Value))
		w.add(v, path, entry{name: a.Name, value: a.Value, at: at})
	}
}

func (w *walker) add(v literal.Verdict, path string, e entry) {
	e.on = w.on.WithKey(path)
	w.part.add(v, e)
}

func isPEM(value string) bool { return strings.Contains(value, "-----BEGIN") }

// whole is the range of a scalar, to its last line when it has several.
func whole(d *manifest.Document, n *manifest.Node) facts.Pos { return d.Extent(n) }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
