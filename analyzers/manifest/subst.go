package manifest

import (
	"strings"

	"github.com/fluxcd/pkg/envsubst"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// scope is the set of variables that post-build substitution knows in one
// unit.
type scope struct {
	values map[string]string // known ones
	hidden map[string]bool   // names whose value stands elsewhere or is encrypted
	inline []string          // names set by the unit itself
}

// use is one ${NAME} in a text.
type use struct {
	name     string
	offset   int  // of the dollar sign
	width    int  // up to the end of the name, with the brace that closes it there
	fallback bool // the spelling gives a default
}

// uses finds the variables of a text as Flux would: ${NAME} and its forms with
// operators, $${NAME} left alone. Source: github.com/fluxcd/pkg/envsubst.
func uses(text string) []use {
	var found []use
	for i := 0; i+3 < len(text)+1; i++ {
		next := strings.Index(text[i:], "${")
		if next < 0 {
			break
		}
		i += next
		if i > 0 && text[i-1] == '$' {
			i++
			continue
		}
		name := variableName(text[i+2:])
		end := i + 2 + len(name)
		if name == "" || end >= len(text) {
			i++
			continue
		}
		u := use{name: name, offset: i, width: end - i, fallback: hasDefault(text[end:])}
		if text[end] == '}' {
			u.width++
		}
		found = append(found, u)
		i++
	}
	return found
}

// variableName is the name at the start of a text, or empty.
func variableName(text string) string {
	for i := range len(text) {
		c := text[i]
		letter := c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return text[:i]
		}
	}
	return text
}

// hasDefault reports whether an operator supplies a value for an unset name.
func hasDefault(rest string) bool {
	rest = strings.TrimPrefix(rest, ":")
	return rest != "" && strings.IndexByte("=-+?", rest[0]) >= 0
}

// Limits of substitution: a few variables used often could otherwise make
// gigabytes.
const (
	maxSubstituted = 1 << 20  // bytes of one scalar
	maxGrowth      = 64 << 20 // bytes added in one unit
)

// substitution rewrites the objects of one unit.
type substitution struct {
	scope  *scope
	growth int
}

// expand is a text after substitution. Names whose value is not known stay as
// written.
func (s *substitution) expand(text string) string {
	found := uses(text)
	if len(found) == 0 && !strings.Contains(text, "$${") || s.growth > maxGrowth {
		return text
	}
	fallback, size := map[string]bool{}, len(text)
	for _, u := range found {
		if size += len(s.scope.values[u.name]); size > maxSubstituted {
			return text
		}
		before, seen := fallback[u.name]
		fallback[u.name] = u.fallback && (before || !seen)
	}
	out, err := evaluate(text, func(name string) (string, bool) {
		value, known := s.scope.values[name]
		switch {
		case known:
			return value, true
		case fallback[name] && !s.scope.hidden[name]:
			return "", true
		}
		return "${" + name + "}", true
	})
	if err != nil {
		return text
	}
	s.growth += max(len(out)-len(text), 0)
	return out
}

// evaluate guards against panics of the library: its input is hostile.
func evaluate(text string, mapping func(string) (string, bool)) (out string, err error) {
	defer func() {
		if recover() != nil {
			err = errParser
		}
	}()
	return envsubst.Eval(text, mapping)
}

// optOut is the label or annotation that keeps Flux from substituting.
const optOut = "kustomize.toolkit.fluxcd.io/substitute"

// substitutable reports whether Flux replaces variables in an object.
func substitutable(o *Object) bool {
	return valueOf(o, "labels", optOut) != "disabled" && valueOf(o, "annotations", optOut) != "disabled"
}

func valueOf(o *Object, field, key string) string { return Scalar(Get(o.Root, "metadata", field, key)) }

// apply returns the object with its variables replaced.
func (s *substitution) apply(o *Object) *Object {
	if !substitutable(o) || !holdsVariable(o.Root) {
		return o
	}
	before := o.trace()
	t := &trace{doc: before.doc, from: map[*Node]*Node{}, spots: before.spots, align: before.align}
	for made, was := range before.from {
		t.from[made] = was
	}
	changed := *o
	changed.Root = s.rewrite(o.Root, t, o)
	changed.Name, changed.Namespace = s.expand(o.Name), s.expand(o.Namespace)
	changed.use(t)
	return &changed
}

func holdsVariable(n *Node) bool {
	if n = Resolve(n); n == nil {
		return false
	}
	if n.Kind == yaml.ScalarNode {
		return strings.Contains(n.Value, "${")
	}
	for _, child := range n.Content {
		if holdsVariable(child) {
			return true
		}
	}
	return false
}

// rewrite copies what changes and keeps the rest.
func (s *substitution) rewrite(n *Node, t *trace, o *Object) *Node {
	n = Resolve(n)
	if n == nil || !holdsVariable(n) {
		return n
	}
	made := *n
	made.Anchor = ""
	if n.Kind == yaml.ScalarNode {
		s.scalar(&made)
	} else {
		made.Content = make([]*Node, len(n.Content))
		for i, child := range n.Content {
			made.Content[i] = s.rewrite(child, t, o)
		}
	}
	was := n
	if source, again := t.from[n]; again {
		was = source
	}
	t.from[&made] = was
	return &made
}

// scalar replaces the variables of a scalar. A plain one is read again, as the
// text that Flux substitutes is parsed afterwards.
func (s *substitution) scalar(n *Node) {
	value := s.expand(n.Value)
	if value == n.Value {
		return
	}
	n.Value = value
	if n.Style != 0 || strings.Contains(value, "${") {
		return
	}
	var again Node
	if unmarshal(value, &again) != nil || len(again.Content) != 1 || again.Content[0].Kind != yaml.ScalarNode {
		return
	}
	n.Value, n.Tag = again.Content[0].Value, again.Content[0].Tag
}

// Filled reports whether variables of a scalar were replaced. The text that the
// cluster reads is parsed again, and may be more than a scalar then.
func (o *Object) Filled(n *Node) bool {
	if o.origin == nil {
		return false
	}
	was := o.origin.from[n]
	return was != nil && strings.Contains(was.Value, "${")
}

// counterpart finds the occurrence of value[offset:offset+width] in another
// text that has as many of the same before it.
func counterpart(value, other string, offset, width int) (int, bool) {
	needle := value[offset : offset+width]
	if needle == "" {
		return 0, false
	}
	nth, at := strings.Count(value[:offset], needle), 0
	for {
		next := strings.Index(other[at:], needle)
		if next < 0 {
			return 0, false
		}
		if at += next; nth == 0 {
			return at, true
		}
		nth--
		at += len(needle)
	}
}
