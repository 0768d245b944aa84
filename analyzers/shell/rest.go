package shell

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// infisicalAPI matches the address of secrets in Infisical's API, see
// https://infisical.com/docs/api-reference/endpoints/secrets.
var infisicalAPI = expr.New(`/api/v[34]/secrets(?:/raw)?(?:/([^/?\s]+))?(?:\?(.*))?$`)

// curl understands reads of Infisical's API. A request with a method or a body
// of its own is none, unless -G makes its data a part of the address.
func (in *interpreter) curl(call invocation) values {
	printed := in.other(call)
	if !call.gets() {
		return printed
	}
	for _, a := range call.args[1:] {
		m := infisicalAPI.FindStringSubmatch(a.text())
		if m == nil {
			continue
		}
		folder := call.parameter("secretPath", m[2])
		symbol := facts.NewPath(facts.Infisical, path.Clean("/"+folder)).WithKey(m[1])
		return in.remote(symbol, named(a, folder+m[1]), call.c)
	}
	return printed
}

// named is a text of which only a part names something: known if that is.
func named(texts values, part string) values {
	out := slices.Clone(texts)
	for i := range out {
		out[i].known = len(out) == 1 && !strings.Contains(part, anyText)
	}
	return out
}

// gets reports whether a call of curl only asks.
func (i invocation) gets() bool {
	method, body, moved := "GET", false, false
	for n, a := range i.args {
		text := a.text()
		switch short := strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "--"); {
		case text == "--request" || short && strings.HasSuffix(text, "X"):
			method = i.arg(n + 1)
		case short && strings.Contains(text, "X"):
			_, method, _ = strings.Cut(text, "X")
		case strings.HasPrefix(text, "--data") || text == "--json" || short && strings.Contains(text, "d"):
			body = true
		case text == "--get" || short && strings.Contains(text, "G"):
			moved = true
		}
	}
	return method == "GET" && (moved || !body)
}

// parameter is what a request's address, or the data that -G adds to it, says
// of a name.
func (i invocation) parameter(name, query string) string {
	pairs := strings.Split(query, "&")
	for n, a := range i.args {
		if strings.HasPrefix(a.text(), "--data") || a.text() == "-d" {
			pairs = append(pairs, i.arg(n+1))
		}
	}
	for _, pair := range pairs {
		if text, found := strings.CutPrefix(pair, name+"="); found {
			if plain, err := url.QueryUnescape(text); err == nil {
				return plain
			}
			return anyText
		}
	}
	return ""
}
