package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// call evaluates the pure functions that names and paths are made with. Any
// other function, and all that read files or the environment, give nothing.
func (s scope) call(e *hclsyntax.FunctionCallExpr) value {
	if v, ok := s.terragruntCall(e); ok {
		return v
	}
	args := make([]value, 0, len(e.Args))
	for _, a := range e.Args {
		args = append(args, s.eval(a))
	}
	if f := pure[e.Name]; f != nil && len(args) > 0 && !e.ExpandFinal {
		return f(args)
	}
	return value{}
}

// pure are functions of values alone.
var pure = map[string]func([]value) value{
	"pathexpand":   first,
	"abspath":      first,
	"nonsensitive": first,
	"sensitive":    first,
	"tostring":     worded,
	"tolist":       worded,
	"tomap":        worded,
	"toset":        toset,
	"try":          first,
	"one":          func(a []value) value { return a[0].get("0") },
	"trimspace":    mapped(strings.TrimSpace),
	"chomp":        mapped(func(s string) string { return strings.TrimRight(s, "\r\n") }),
	"lower":        mapped(strings.ToLower),
	"upper":        mapped(strings.ToUpper),
	"dirname":      mapped(path.Dir),
	"basename":     mapped(path.Base),
	"trimprefix":   paired(strings.TrimPrefix),
	"trimsuffix":   paired(strings.TrimSuffix),
	"format":       format,
	"join":         join,
	"concat":       concat,
	"merge":        merge,
	"coalesce":     coalesce,
	"replace":      replace,
	"lookup":       lookup,
	"keys":         keys,
}

func first(args []value) value { return args[0] }

func worded(args []value) value { return args[0].worded() }

func mapped(f func(string) string) func([]value) value {
	return func(args []value) value {
		if args[0].kind != scalar {
			return value{}
		}
		return text(f(args[0].text))
	}
}

func paired(f func(string, string) string) func([]value) value {
	return func(args []value) value {
		if len(args) != 2 || args[0].kind != scalar || args[1].kind != scalar {
			return value{}
		}
		return text(f(args[0].text, args[1].text))
	}
}

func toset(args []value) value {
	set := value{kind: list}
	for _, item := range args[0].items {
		if !slices.ContainsFunc(set.items, func(other value) bool { return equal(item, other) }) {
			set.items = append(set.items, item)
		}
	}
	set.kind = args[0].kind
	return set
}

// format fills %s, %d and %v; any other verb leaves a hole.
func format(args []value) value {
	layout, known := args[0].full()
	if !known {
		return value{}
	}
	var b strings.Builder
	rest := args[1:]
	for i := 0; i < len(layout); i++ {
		if layout[i] != '%' || i+1 == len(layout) {
			b.WriteByte(layout[i])
			continue
		}
		i++
		switch {
		case layout[i] == '%':
			b.WriteByte('%')
		case len(rest) > 0 && strings.IndexByte("sdv", layout[i]) >= 0:
			b.WriteString(rest[0].fragment())
			rest = rest[1:]
		default:
			return text(b.String() + hole)
		}
		if b.Len() > maxText {
			return value{}
		}
	}
	return text(b.String())
}

func join(args []value) value {
	separator, known := args[0].full()
	if !known {
		return value{}
	}
	var parts []string
	size := 0
	for _, a := range args[1:] {
		if a.kind != list {
			return value{}
		}
		for _, item := range a.items {
			parts = append(parts, item.fragment())
			if size += len(parts[len(parts)-1]) + len(separator); size > maxText {
				return value{}
			}
		}
	}
	return text(strings.Join(parts, separator))
}

func concat(args []value) value {
	joined := value{kind: list}
	for _, a := range args {
		if a.kind != list || len(joined.items)+len(a.items) > maxItems {
			return value{}
		}
		joined.items = append(joined.items, a.items...)
	}
	return joined
}

func merge(args []value) value {
	joined := value{kind: object}
	for _, a := range args {
		if a.kind != object {
			joined.open = true
			continue
		}
		joined.open = joined.open || a.open
		for i, k := range a.keys {
			if len(joined.keys) >= maxItems {
				joined.open = true
				break
			}
			joined.set(k, a.items[i])
		}
	}
	return joined
}

func coalesce(args []value) value {
	for _, a := range args {
		if s, known := a.full(); !known || s != "" {
			return a
		}
	}
	return value{}
}

func replace(args []value) value {
	if len(args) != 3 || args[0].kind != scalar {
		return value{}
	}
	old, known := args[1].full()
	new, other := args[2].full()
	if !known || !other || old == "" || len(old) > 1 && old[0] == '/' {
		return value{} // a regular expression
	}
	if strings.Count(args[0].text, old)*len(new) > maxText {
		return value{}
	}
	return text(strings.ReplaceAll(args[0].text, old, new))
}

func lookup(args []value) value {
	key, known := value{}.full()
	if len(args) > 1 {
		key, known = args[1].full()
	}
	if !known || args[0].kind != object || args[0].open {
		return value{}
	}
	if !slices.Contains(args[0].keys, key) && len(args) > 2 {
		return args[2]
	}
	return args[0].get(key)
}

func keys(args []value) value {
	if args[0].kind != object || args[0].open {
		return value{}
	}
	v := value{kind: list}
	for _, k := range args[0].keys {
		v.items = append(v.items, text(k))
	}
	return v
}
