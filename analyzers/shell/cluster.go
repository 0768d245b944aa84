package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// asks understands kubectl get secret where it prints data: a reader of the
// Secret from outside of the cluster. A cluster holds more than files say: a
// Secret that none of them makes may be there, a key that its maker leaves out
// is not. See https://kubernetes.io/docs/reference/kubectl/jsonpath.
func (in *interpreter) asks(o options, call invocation) values {
	keys, reads := dataKeys(o)
	if !reads {
		return unknown()
	}
	namespace := one(o.namespace())
	_, absent := o.named["ignore-not-found"]
	var out []origin
	for _, named := range secretNames(o) {
		name := one(named)
		from := origin{symbol: facts.SecretPlace(facts.AnyCluster, namespace, name), at: named.at(), weak: absent || call.c.tolerant, altered: true, unknown: facts.PossibleProducer}
		if name == anyText || namespace == anyText {
			from.unknown = facts.NotFollowed
		}
		if in.uncalled && from.unknown == facts.NotFollowed {
			continue
		}
		for _, key := range keys {
			from.symbol = from.symbol.WithKey(key)
			out = append(out, in.out.read(from))
		}
	}
	return opaque(out)
}

// one is a known name, or the text that stands for any.
func one(named values) string {
	if name, known := named.one(); known && name != "" && !strings.ContainsAny(name, "{}<>/") {
		return name
	}
	return anyText
}

// secretNames are the names in get secret NAME... and get secret/NAME... .
func secretNames(o options) []values {
	if kind := o.word(1); kind == "secret" || kind == "secrets" {
		return o.words[min(2, len(o.words)):]
	}
	var names []values
	for _, w := range o.words[1:] {
		kind, _, slash := strings.Cut(w.text(), "/")
		if slash && (kind == "secret" || kind == "secrets") {
			names = append(names, w.mapText(func(text string) (string, bool) { return strings.TrimPrefix(text, kind+"/"), true }))
		}
	}
	return names
}

var (
	// dataKey matches a key of the data in a JSONPath template or a Go template:
	// .data.k, .data.tls\.crt, .data['k'], ['data']['k'], index .data "k".
	dataKey = expr.New(`(?:\.|\[['"])data(?:['"]\])?(?:\.((?:\\?\.)?[\w-]+(?:\\?\.[\w-]+)*)|\.?\[\s*['"]([^'"\]]+)['"]\s*\]|\s+['"]([^'"]+)['"])`)
	allData = expr.New(`(?:^|[^\w-])data(?:$|[^\w-])`)
)

// dataKeys are the keys that a kubectl get prints; the empty one stands for all
// data. One that asks only whether the Secret exists reads nothing.
func dataKeys(o options) (keys []string, reads bool) {
	form, template := o.printed()
	switch form {
	case "json", "yaml", "jsonpath-file", "go-template-file", "templatefile":
		return []string{""}, true
	case "jsonpath", "jsonpath-as-json", "go-template", "template", "custom-columns":
	default:
		return nil, false
	}
	text, known := template.one()
	if !known {
		return []string{""}, true
	}
	if !allData.MatchString(text) {
		return nil, false
	}
	for _, m := range dataKey.FindAllStringSubmatch(text, 16) {
		if key := strings.ReplaceAll(m[1]+m[2]+m[3], `\`, ""); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		keys = []string{""}
	}
	return keys, true
}

// printed is the output format that options of kubectl ask for, and its
// template.
func (o options) printed() (form string, template values) {
	for _, option := range []string{"o", "output"} {
		if asked, given := o.named[option]; given {
			form, _, _ = strings.Cut(asked.text(), "=")
			template = cutFirst(asked)
		}
	}
	for _, attached := range []string{"jsonpath", "go-template", "json", "yaml"} {
		if text, given := o.named["o"+attached]; given {
			form, template = attached, text
		}
	}
	if text, given := o.named["template"]; given {
		if form == "" {
			form = "go-template"
		}
		template = text
	}
	return form, template
}
