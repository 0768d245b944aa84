package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// applied is a resource and the Kubernetes objects that it applies.
type applied struct {
	symbol  facts.Symbol
	objects []*manifest.Object
}

// manifest reads the objects that a resource applies from YAML or from an
// object written in Terraform.
func (m *module) manifest(r *resource, s scope) {
	for _, name := range []string{"yaml_body", "yaml_body_wo", "manifest"} {
		attr := r.block.Body.Attributes[name]
		if attr == nil {
			continue
		}
		d := newDocument(m.a)
		d.fitted = name == "manifest" // the provider knows the kind: registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/manifest
		d.render(s, attr.Expr, 0)
		m.apply(r, d, m.a.pos(attr.Expr.Range()))
	}
}

// pathDocuments reads the manifests that a pattern names, for a resource to
// apply them one by one.
func (m *module) pathDocuments(r *resource, s scope) {
	attr := r.block.Body.Attributes["pattern"]
	if attr == nil {
		return
	}
	pattern, inside := inRepo(s.dir(), s.eval(attr.Expr).fragment())
	if !inside {
		m.a.unfollowed(m.symbol(r.address), attr.Expr.Range())
		return
	}
	var vars *value
	if v := s.argument(r.block, "vars"); v.kind == object {
		vars = &v
	}
	for _, f := range m.a.tree.Files {
		if matched, err := path.Match(pattern, f.Path); err == nil && matched {
			d := newDocument(m.a)
			d.text(f, vars, 0)
			m.apply(r, d, m.a.pos(attr.Expr.Range()))
		}
	}
}

// apply keeps the objects of a document until all are known.
func (m *module) apply(r *resource, d *document, at facts.Pos) {
	objects, faults := manifest.ParseText([]byte(d.b.String()), d.at)
	if len(faults) > 0 {
		detail := "the YAML inside does not parse"
		if d.vague {
			detail = "the YAML inside is made of parts that are not known"
		}
		m.a.notes = append(m.a.notes, facts.Problem{At: at, Code: facts.FaultSyntax, Detail: detail})
	}
	m.a.applied = append(m.a.applied, applied{symbol: m.symbol(r.address), objects: objects})
}

// describeObjects says what the applied objects produce and read, all together:
// some of them speak of each other.
func (a *analysis) describeObjects() {
	var objects []*manifest.Object
	for _, r := range a.applied {
		objects = append(objects, r.objects...)
	}
	if len(objects) == 0 {
		return
	}
	var part source.Part
	kinds.Describe(objects, &part)
	for i, d := range part.Defs {
		switch d.Symbol.Kind() {
		case facts.Secret, facts.ConfigMap, facts.Namespace:
			part.Defs[i].Traits.Ground = d.Kind == facts.KindManifest
		}
	}
	a.maskSecrets(objects, &part)
	a.place(&part)
	a.clamp(&part)
	a.part.Add(part)
	a.appliedBy(&part)
}

// maskSecrets marks the values of Secrets.
func (a *analysis) maskSecrets(objects []*manifest.Object, part *source.Part) {
	for _, o := range objects {
		if o.Kind != "Secret" || o.Group != "" {
			continue
		}
		for _, section := range []string{"data", "stringData"} {
			for _, f := range manifest.Fields(manifest.Get(o.Root, section)) {
				if text := manifest.Scalar(f.Value); text != "" && !strings.HasPrefix(text, "${") {
					part.Mark(facts.MarkMasked, "", o.Symbol().WithKey(section+"."+f.Key.Value), o.At(f.Value))
				}
			}
		}
	}
}

// clamp cuts positions at the end of their line: the text of a value may be
// longer than the expression that gives it.
func (a *analysis) clamp(part *source.Part) {
	for i := range part.Defs {
		a.clampPos(&part.Defs[i].At)
	}
	for i := range part.Refs {
		a.clampPos(&part.Refs[i].At)
	}
	for i := range part.Marks {
		a.clampPos(&part.Marks[i].At)
	}
}

func (a *analysis) clampPos(at *facts.Pos) {
	if f := a.files[at.File]; f != nil && at.EndLine == at.Line {
		at.EndCol = max(min(at.EndCol, len(f.Line(at.Line))+1), at.Col)
	}
}

// appliedBy connects the things that objects are with the resources that apply
// them.
func (a *analysis) appliedBy(part *source.Part) {
	acts := map[facts.Symbol]bool{}
	for _, d := range part.Defs {
		acts[d.By] = true
	}
	for _, r := range part.Refs {
		acts[r.From.Place()] = true
	}
	owner := map[place]facts.Symbol{}
	for _, r := range a.applied {
		for _, o := range r.objects {
			owner[placeOf(o.At(manifest.Get(o.Root, "metadata", "name")))] = r.symbol
		}
	}
	for _, d := range part.Defs {
		if by := owner[placeOf(d.At)]; by != "" && acts[d.Symbol] && d.By == "" {
			a.part.Ref(facts.Ref{From: d.Symbol, To: by, Rel: facts.RelAppliedBy, At: d.At})
		}
	}
}

// place is a position as a key.
type place struct {
	file      string
	line, col int
}

func placeOf(at facts.Pos) place { return place{at.File, at.Line, at.Col} }

// chartValues reads a Helm release as the object Flux would make of it, so that
// the names of Secrets in its values are found. It has no API version: no
// cluster serves it. Values in set blocks are like those from elsewhere.
func (m *module) chartValues(r *resource, s scope, namespace, name string) {
	d := newDocument(m.a)
	at := m.a.pos(r.block.LabelRanges[1])
	if attr := r.block.Body.Attributes["name"]; attr != nil {
		at = m.a.pos(attr.Expr.Range())
	}
	valuesFrom := "[]"
	if len(r.block.Body.Blocks) > 0 || r.block.Body.Attributes["set"] != nil {
		valuesFrom = "[{kind: Terraform}]"
	}
	for _, line := range []string{
		"apiVersion: helm.toolkit.fluxcd.io/", "kind: HelmRelease", "metadata:", "  name: " + quoted(text(name)),
		"  namespace: " + quoted(text(namespace)), "spec:", "  chart:", "    spec:", "      chart: " + quoted(s.argument(r.block, "chart")),
		"      version: " + quoted(s.argument(r.block, "version")), "  valuesFrom: " + valuesFrom, "  values:",
	} {
		here := at
		if attr := r.block.Body.Attributes["namespace"]; attr != nil && strings.HasPrefix(line, "  namespace") {
			here = m.a.pos(attr.Expr.Range())
		}
		d.note(here, false)
		if cut := strings.Index(line, ": "); cut > 0 {
			d.put(line[:cut+2])
			d.note(here, false)
			line = line[cut+2:]
		}
		d.put(line)
		d.newline()
	}
	for _, text := range s.valueTexts(r.block) {
		inner := newDocument(m.a)
		inner.render(s, text, 0)
		d.indented(inner)
	}
	m.apply(r, d, at)
}

// valueTexts are the elements of a release's values argument.
func (s scope) valueTexts(b *hclsyntax.Block) []hclsyntax.Expression {
	attr := b.Body.Attributes["values"]
	if attr == nil {
		return nil
	}
	if tuple, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
		return tuple.Exprs
	}
	return nil
}

// indented appends another document below the last key. Only the first of
// several is kept where they do not join.
func (d *document) indented(inner *document) {
	for i, line := range strings.Split(inner.b.String(), "\n") {
		for _, s := range inner.lines[i] {
			s.col += 4
			last := len(d.lines) - 1
			d.lines[last] = append(d.lines[last], s)
		}
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "---") {
			d.put("    " + line)
		}
		d.newline()
	}
	d.vague = d.vague || inner.vague
}
