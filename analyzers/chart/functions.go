package chart

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// call runs one of the functions known here. Others answer what is not known;
// those that change their arguments end the evaluation.
func (e *evaluator) call(name string, args []any, f frame) any {
	e.step()
	switch name {
	case "set", "unset", "merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite":
		e.changed = true
		panic(giveUp{})
	case "fail":
		panic(giveUp{})
	case "include":
		if len(args) == 2 {
			if known, ok := args[0].(string); ok {
				return e.include(known, args[1])
			}
		}
		return Unknown{"include"}
	case "tpl":
		if len(args) == 2 {
			return e.inline(args[0], args[1])
		}
	}
	if !e.affordable(args) {
		return Unknown{name}
	}
	if fn, ok := lenient[name]; ok {
		return safely(name, fn, args)
	}
	fn, ok := strict[name]
	if !ok {
		return Unknown{name}
	}
	for _, a := range args {
		if !decided(a) {
			return Unknown{labelOf(name, args)}
		}
	}
	return safely(name, fn, args)
}

// inline evaluates a text of the values as a template.
func (e *evaluator) inline(v, dot any) any {
	text, ok := v.(string)
	if !ok {
		return Unknown{"tpl"}
	}
	if !strings.Contains(text, "{{") {
		return text
	}
	tree := e.define(Template{Name: "tpl", Text: text})
	if tree == nil {
		return Unknown{"tpl"}
	}
	before := e.defined["tpl"]
	e.defined["tpl"] = tree
	defer func() { e.defined["tpl"] = before }()
	return e.include("tpl", dot)
}

// maxWeight bounds the arguments of one function, in bytes and items: values
// made of themselves would grow without end.
const maxWeight = 64 << 10

// affordable reports whether arguments are small enough, and counts looking at
// them as steps.
func (e *evaluator) affordable(args []any) bool {
	budget := maxWeight
	fit := fits(args, &budget)
	e.steps += (maxWeight - budget) / 64
	return fit
}

// safely answers "not known" where arguments are of the wrong number or kind.
func safely(name string, fn func([]any) any, args []any) (v any) {
	defer func() {
		if recover() != nil {
			v = Unknown{name}
		}
	}()
	return fn(args)
}

func labelOf(name string, args []any) string {
	for _, a := range args {
		if u, ok := a.(Unknown); ok && u.Label != "" {
			return u.Label
		}
	}
	return name
}

// lenient functions do something sensible with what is not known. They and
// the strict ones are those of text/template and sprig v3.
var lenient = map[string]func([]any) any{
	"quote":    func(a []any) any { return quoted(a, `"`) },
	"squote":   func(a []any) any { return quoted(a, `'`) },
	"toString": func(a []any) any { return text(a[0]) },
	"print":    func(a []any) any { return joined(a) },
	"printf":   func(a []any) any { return format(a) },
	"default":  func(a []any) any { return fallback(a[1], a[0]) },
	"required": func(a []any) any { return a[1] },
	"coalesce": func(a []any) any {
		for _, v := range a {
			if holds, known := truth(v); !known {
				return Unknown{labelOf("coalesce", a)}
			} else if holds {
				return v
			}
		}
		return nil
	},
	"and": func(a []any) any { return logic(a, false) },
	"or":  func(a []any) any { return logic(a, true) },
	"not": func(a []any) any {
		if holds, known := truth(a[0]); known {
			return !holds
		}
		return Unknown{"not"}
	},
	"empty": func(a []any) any {
		if holds, known := truth(a[0]); known {
			return !holds
		}
		return Unknown{"empty"}
	},
	"ternary": func(a []any) any {
		switch holds, known := truth(a[2]); {
		case !known:
			return Unknown{"ternary"}
		case holds:
			return a[0]
		}
		return a[1]
	},
	"list": func(a []any) any { return slices.Clone(a) },
	"dict": func(a []any) any {
		m := map[string]any{}
		for i := 0; i+1 < len(a); i += 2 {
			m[a[i].(string)] = a[i+1]
		}
		return m
	},
	"get":        func(a []any) any { return a[0].(map[string]any)[a[1].(string)] },
	"hasKey":     func(a []any) any { _, found := a[0].(map[string]any)[a[1].(string)]; return found },
	"trunc":      func(a []any) any { return truncated(a) },
	"trimSuffix": func(a []any) any { return strings.TrimSuffix(a[1].(string), a[0].(string)) },
	"trimPrefix": func(a []any) any { return strings.TrimPrefix(a[1].(string), a[0].(string)) },
	"toYaml":     func(a []any) any { return toYAML(a[0]) },
	"toJson":     func(a []any) any { return toJSON(a[0]) },
	"indent":     func(a []any) any { return indent(a[0].(int), text(known(a[1]))) },
	"nindent":    func(a []any) any { return "\n" + indent(a[0].(int), text(known(a[1]))) },
	"trim":       func(a []any) any { return strings.TrimSpace(known(a[0]).(string)) },
}

// strict functions are not asked where an argument is not known.
var strict = map[string]func([]any) any{
	"eq":  func(a []any) any { return slices.ContainsFunc(a[1:], func(b any) bool { return same(a[0], b) }) },
	"ne":  func(a []any) any { return !same(a[0], a[1]) },
	"gt":  func(a []any) any { return number(a[0]) > number(a[1]) },
	"ge":  func(a []any) any { return number(a[0]) >= number(a[1]) },
	"lt":  func(a []any) any { return number(a[0]) < number(a[1]) },
	"le":  func(a []any) any { return number(a[0]) <= number(a[1]) },
	"int": func(a []any) any { return int(number(a[0])) },
	"add": func(a []any) any {
		sum := 0
		for _, v := range a {
			sum += int(number(v))
		}
		return sum
	},
	"lower":           func(a []any) any { return strings.ToLower(a[0].(string)) },
	"upper":           func(a []any) any { return strings.ToUpper(a[0].(string)) },
	"replace":         func(a []any) any { return strings.ReplaceAll(a[2].(string), a[0].(string), short(a[1].(string))) },
	"contains":        func(a []any) any { return strings.Contains(a[1].(string), a[0].(string)) },
	"hasPrefix":       func(a []any) any { return strings.HasPrefix(a[1].(string), a[0].(string)) },
	"hasSuffix":       func(a []any) any { return strings.HasSuffix(a[1].(string), a[0].(string)) },
	"b64enc":          func(a []any) any { return base64.StdEncoding.EncodeToString([]byte(a[0].(string))) },
	"join":            func(a []any) any { return strings.Join(words(a[1]), a[0].(string)) },
	"split":           func(a []any) any { return Unknown{"split"} },
	"kindIs":          func(a []any) any { return kind(a[1]) == a[0].(string) },
	"keys":            func(a []any) any { return anys(slices.Sorted(maps.Keys(a[0].(map[string]any)))) },
	"has":             func(a []any) any { return slices.ContainsFunc(a[1].([]any), func(b any) bool { return same(a[0], b) }) },
	"base":            func(a []any) any { s := a[0].(string); return s[strings.LastIndexByte(s, '/')+1:] },
	"len":             func(a []any) any { return length(a[0]) },
	"index":           func(a []any) any { return indexed(a) },
	"first":           func(a []any) any { return a[0].([]any)[0] },
	"sortAlpha":       func(a []any) any { s := words(a[0]); slices.Sort(s); return anys(s) },
	"splitList":       func(a []any) any { return anys(strings.Split(a[1].(string), a[0].(string))) },
	"trimAll":         func(a []any) any { return strings.Trim(a[1].(string), a[0].(string)) },
	"nospace":         func(a []any) any { return strings.Join(strings.Fields(a[0].(string)), "") },
	"regexReplaceAll": func([]any) any { return Unknown{"regexReplaceAll"} },
}

// known insists on a value that is one.
func known(v any) any {
	if _, unknown := v.(Unknown); unknown {
		panic(giveUp{}) // caught by safely
	}
	return v
}

func quoted(args []any, mark string) any {
	parts := make([]string, 0, len(args))
	for _, a := range args {
		if a == nil {
			continue
		}
		s := text(a)
		if mark == `"` {
			s = strings.TrimSuffix(strings.TrimPrefix(toJSON(s).(string), `"`), `"`)
		} else {
			s = strings.ReplaceAll(s, "'", "''")
		}
		parts = append(parts, mark+s+mark)
	}
	return strings.Join(parts, " ")
}

func joined(args []any) string {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(text(a))
	}
	return b.String()
}

// format is printf with texts and whole numbers; anything else is not known.
func format(args []any) any {
	layout := args[0].(string)
	rest := make([]any, len(args)-1)
	for i, a := range args[1:] {
		rest[i] = a
		if _, isNumber := a.(int); !isNumber {
			rest[i] = text(a)
		}
	}
	printed := fmt.Sprintf(layout, rest...)
	if strings.Contains(printed, "%!") || len(printed) > maxTemplate {
		return Unknown{"printf"}
	}
	return printed
}

func fallback(v, otherwise any) any {
	switch holds, known := truth(v); {
	case !known:
		return Unknown{labelOf("default", []any{v})}
	case holds:
		return v
	}
	return otherwise
}

// logic is "or" where stop is true, else "and": the first argument that
// decides, or the last.
func logic(args []any, stop bool) any {
	for i, v := range args {
		holds, known := truth(v)
		switch {
		case known && holds == stop:
			return v
		case !known:
			return undecidedLogic(args[i+1:], stop)
		}
	}
	return args[len(args)-1]
}

// undecidedLogic looks for an argument that decides whatever went before.
func undecidedLogic(rest []any, stop bool) any {
	for _, v := range rest {
		if holds, known := truth(v); known && holds == stop {
			return stop
		}
	}
	return Unknown{"condition"}
}

func truncated(args []any) any {
	n, s := args[0].(int), args[1].(string)
	switch {
	case !decided(s) || n < 0:
		return s
	case len(s) > n:
		return s[:n]
	}
	return s
}

func indexed(args []any) any {
	v := args[0]
	for _, at := range args[1:] {
		switch all := v.(type) {
		case map[string]any:
			v = all[at.(string)]
		case []any:
			v = all[at.(int)]
		default:
			return Unknown{"index"}
		}
	}
	return v
}

func toJSON(v any) any {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(plain(v)); err != nil {
		return Unknown{"toJson"}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// toYAML prints the outer level in block style, so that it can stand beside
// other keys, and what is inside as JSON, which is YAML.
func toYAML(v any) any {
	var lines []string
	switch all := v.(type) {
	case Unknown:
		return v
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(all)) {
			lines = append(lines, text(toJSON(key))+": "+text(toJSON(all[key])))
		}
	case []any:
		for _, item := range all {
			lines = append(lines, "- "+text(toJSON(item)))
		}
	}
	if len(lines) == 0 {
		return toJSON(v)
	}
	return strings.Join(lines, "\n")
}

func indent(n int, s string) string {
	pad := strings.Repeat(" ", min(max(n, 0), 100))
	return pad + strings.ReplaceAll(s, "\n", "\n"+pad)
}
