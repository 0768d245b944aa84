package manifest

import (
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/chart"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// templateValue is a YAML node as the value that templates see. What another
// template engine still has to fill in is not known.
func templateValue(n *Node) any {
	n = Resolve(n)
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.MappingNode:
		m := map[string]any{}
		for _, f := range Fields(n) {
			m[f.Key.Value] = templateValue(f.Value)
		}
		return m
	case n.Kind == yaml.SequenceNode:
		list := []any{}
		for _, item := range Items(n) {
			list = append(list, templateValue(item))
		}
		return list
	}
	return templateScalar(n)
}

func templateScalar(n *Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int":
		if i, err := strconv.Atoi(n.Value); err == nil {
			return i
		}
	case "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	}
	return n.Value
}

// overlay lays values over others as Helm does: maps are joined, everything
// else is replaced, and null takes a key away.
func overlay(below, above any) any {
	if _, unknown := below.(chart.Unknown); unknown {
		return below // any key may be there
	}
	over, isMap := above.(map[string]any)
	if !isMap {
		return above
	}
	joined := map[string]any{}
	if under, ok := below.(map[string]any); ok {
		for key, v := range under {
			joined[key] = v
		}
	}
	for key, v := range over {
		if _, nested := v.(map[string]any); nested {
			v = overlay(joined[key], v)
		}
		if joined[key] = v; v == nil {
			delete(joined, key)
		}
	}
	return joined
}

// setValue sets a value at a path as --set spells it: a.b[0].c. Lists that are
// set by index are not known any more.
func setValue(values any, path string, v any) any {
	root, isMap := values.(map[string]any)
	if !isMap {
		return values
	}
	at := root
	names := strings.Split(strings.ReplaceAll(path, `\.`, "\x00"), ".")
	for i, name := range names {
		name = strings.ReplaceAll(name, "\x00", ".")
		if list, _, indexed := strings.Cut(name, "["); indexed {
			at[list] = chart.Unknown{Label: list}
			return root
		}
		if i+1 == len(names) {
			at[name] = v
			return root
		}
		next, ok := at[name].(map[string]any)
		if !ok {
			if _, unknown := at[name].(chart.Unknown); unknown {
				return root
			}
			next = map[string]any{}
			at[name] = next
		}
		at = next
	}
	return root
}

// setText is what --set makes of a text.
func setText(text string) any {
	switch text {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	if i, err := strconv.Atoi(text); err == nil && !strings.HasPrefix(text, "0") {
		return i
	}
	return text
}
