package chart

import (
	"fmt"
	"strconv"
	"strings"
)

// Placeholder is what stands for something of that name that is not known.
func Placeholder(label string) string { return Unknown{label}.placeholder() }

// placeholder is what stands for a value that is not known. It survives YAML
// in any style.
func (u Unknown) placeholder() string {
	return "<<" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_':
			return r
		}
		return -1
	}, u.Label) + ">>"
}

// Undecided reports whether a text holds a value that is not known.
func Undecided(text string) bool { return strings.Contains(text, "<<") }

// bare reports whether a text is nothing but placeholders, so that it may be
// empty.
func bare(text string) bool {
	for strings.HasPrefix(text, "<<") {
		_, rest, found := strings.Cut(text, ">>")
		if !found {
			return false
		}
		text = rest
	}
	return text == ""
}

// fits takes the weight of a value off a budget, until that is used up.
func fits(v any, budget *int) bool {
	switch v := v.(type) {
	case string:
		*budget -= len(v)
	case map[string]any:
		for key, inner := range v {
			if *budget -= len(key); !fits(inner, budget) {
				return false
			}
		}
	case []any:
		for _, inner := range v {
			if !fits(inner, budget) {
				return false
			}
		}
	}
	*budget--
	return *budget > 0
}

// short insists on a text that may be put in many places.
func short(s string) string {
	if len(s) > 256 {
		panic(giveUp{}) // caught by safely
	}
	return s
}

// decided reports whether a value is known in all its parts.
func decided(v any) bool {
	switch v := v.(type) {
	case Unknown:
		return false
	case string:
		return !Undecided(v)
	case map[string]any:
		for _, inner := range v {
			if !decided(inner) {
				return false
			}
		}
	case []any:
		for _, inner := range v {
			if !decided(inner) {
				return false
			}
		}
	}
	return true
}

// truth is whether templates take a value for true, if that is known.
func truth(v any) (holds, known bool) {
	switch v := v.(type) {
	case Unknown:
		return false, false
	case nil:
		return false, true
	case bool:
		return v, true
	case string:
		if Undecided(v) && bare(v) {
			return false, false
		}
		return v != "", true
	case int:
		return v != 0, true
	case float64:
		return v != 0, true
	case map[string]any:
		return len(v) > 0, true
	case []any:
		return len(v) > 0, true
	}
	return false, false
}

// text is how a value is printed.
func text(v any) string {
	switch v := v.(type) {
	case Unknown:
		return v.placeholder()
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case map[string]any, []any:
		return Unknown{"value"}.placeholder() // Go syntax: no name is meant
	}
	return fmt.Sprint(v)
}

// plain replaces what is not known by placeholders.
func plain(v any) any {
	switch v := v.(type) {
	case Unknown:
		return v.placeholder()
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, inner := range v {
			out[key] = plain(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = plain(inner)
		}
		return out
	}
	return v
}

func same(a, b any) bool {
	switch a.(type) {
	case map[string]any, []any:
		panic(giveUp{}) // caught by safely: templates refuse it
	}
	return a == b
}

func number(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case float64:
		return v
	case string:
		n, err := strconv.ParseFloat(v, 64)
		if err == nil {
			return n
		}
	}
	panic(giveUp{}) // caught by safely
}

func length(v any) any {
	switch v := v.(type) {
	case string:
		return len(v)
	case map[string]any:
		return len(v)
	case []any:
		return len(v)
	}
	return Unknown{"len"}
}

func kind(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case bool:
		return "bool"
	case map[string]any:
		return "map"
	case []any:
		return "slice"
	case int:
		return "int"
	case float64:
		return "float64"
	}
	return "invalid"
}

func words(v any) []string {
	var all []string
	for _, item := range v.([]any) {
		all = append(all, text(item))
	}
	return all
}

func anys(all []string) []any {
	out := make([]any, len(all))
	for i, s := range all {
		out[i] = s
	}
	return out
}
