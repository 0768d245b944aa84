package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// checkFields demands that every field of a document is known to the type and
// every enumerated scalar has one of its values. It is stricter than the
// decoder's own check only in what it can say: the line and the nearest name.
func checkFields(n *yaml.Node, t reflect.Type) error {
	switch {
	case n.Kind == yaml.DocumentNode:
		return checkFields(n.Content[0], t)
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return faultAt(n, "anchors and aliases are not supported here")
	case t.Kind() == reflect.Pointer:
		return checkFields(n, t.Elem())
	case n.Tag == "!!null" || n.Kind == yaml.ScalarNode && t == schemaTypeOf(nameList{}):
		return nil
	case n.Kind != nodeKind(t):
		return faultAt(n, "expected %s, not %s", kindNames[nodeKind(t)], kindNames[n.Kind])
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			if err := checkFields(item, t.Elem()); err != nil {
				return err
			}
		}
	case n.Kind == yaml.MappingNode:
		return checkMapping(n, t)
	}
	return nil
}

var kindNames = map[yaml.Kind]string{yaml.ScalarNode: "a single value", yaml.SequenceNode: "a list", yaml.MappingNode: "a mapping"}

// nodeKind is the sort of YAML node that a type is read from.
func nodeKind(t reflect.Type) yaml.Kind {
	switch t.Kind() {
	case reflect.Slice:
		return yaml.SequenceNode
	case reflect.Map, reflect.Struct:
		return yaml.MappingNode
	}
	return yaml.ScalarNode
}

func checkMapping(n *yaml.Node, t reflect.Type) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		switch t.Kind() {
		case reflect.Map:
			if err := checkFields(value, t.Elem()); err != nil {
				return err
			}
		case reflect.Struct:
			f, ok := fieldOf(t, name.Value)
			if !ok {
				return faultAt(name, "unknown field %q%s", name.Value, suggestionOrList(name.Value, fieldNames(t)))
			}
			if err := checkEnum(value, f); err != nil {
				return err
			}
			if err := checkFields(value, f.Type); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkEnum(n *yaml.Node, f reflect.StructField) error {
	enum := enumOf(f)
	values := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		values = n.Content
	}
	for _, v := range values {
		if enum != nil && v.Kind == yaml.ScalarNode && v.Tag != "!!int" && !slices.Contains(enum, v.Value) {
			return faultAt(v, "%s is %q, not one of %s%s", yamlName(f), v.Value, strings.Join(enum, ", "), suggestion(v.Value, enum))
		}
	}
	return nil
}

func suggestionOrList(name string, known []string) string {
	if s := suggestion(name, known); s != "" {
		return s
	}
	return "; known are " + strings.Join(known, ", ")
}

func schemaTypeOf(v any) reflect.Type { return reflect.TypeOf(v) }

func yamlName(f reflect.StructField) string { return f.Tag.Get("yaml") }

func enumOf(f reflect.StructField) []string {
	if tag := f.Tag.Get("enum"); tag != "" {
		return strings.Split(tag, ",")
	}
	return nil
}

func fieldOf(t reflect.Type, name string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && yamlName(f) == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func fieldNames(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			names = append(names, yamlName(f))
		}
	}
	return names
}

// configSchema is the JSON Schema of .tazlint.yaml, made from the types that
// read it.
func configSchema() ([]byte, error) {
	schema := schemaOf(schemaTypeOf(config{}))
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "Configuration of tazlint"
	schema["required"] = []string{"version"}
	text, err := json.MarshalIndent(schema, "", "  ")
	return append(text, '\n'), err
}

func schemaOf(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Slice:
		list := map[string]any{"type": "array", "items": schemaOf(t.Elem())}
		if t == schemaTypeOf(nameList{}) {
			return map[string]any{"oneOf": []any{schemaOf(t.Elem()), list}}
		}
		return list
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	}
	properties := map[string]any{}
	for _, name := range fieldNames(t) {
		f, _ := fieldOf(t, name)
		properties[name] = schemaOfField(f)
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

func schemaOfField(f reflect.StructField) map[string]any {
	schema := schemaOf(f.Type)
	schema["description"] = f.Tag.Get("doc")
	enum := enumOf(f)
	if enum == nil {
		return schema
	}
	if f.Type.Kind() == reflect.Int {
		schema["const"] = configVersion
		return schema
	}
	target := []map[string]any{schema}
	if variants, ok := schema["oneOf"].([]any); ok {
		single := variants[0].(map[string]any)
		target = []map[string]any{single, variants[1].(map[string]any)["items"].(map[string]any)}
	}
	for _, s := range target {
		s["enum"] = enum
	}
	return schema
}
