package rules

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Rule is what a policy says about itself in its METADATA.
type Rule struct {
	ID          string // category/name: the path of the policy without its extension
	Category    string
	Title       string // what is wrong, in a few words
	Description string // why it matters and when the rule stays silent
	Severity    Severity
	Since       string              // version of tazlint that brought it
	Remediation string              // what to do, in one sentence
	Phases      map[string]Severity // by phase of a migration, where it matters
	Grades      map[string]Severity // of answers that name a grade: graver or lighter cases of the same fault
	Requires    string              // setting of the configuration without which it has nothing to say
}

// severityIn is the severity that applies in a phase of a migration.
func (r Rule) severityIn(phase string) Severity {
	if s, ok := r.Phases[phase]; ok {
		return s
	}
	return r.Severity
}

// Severities says how grave the rule's findings are, in words: its severity,
// then what differs by grade and by phase.
func (r Rule) Severities() string {
	text := string(r.Severity)
	for _, grade := range sortedKeys(r.Grades) {
		text += fmt.Sprintf(", %s where %s", r.Grades[grade], grade)
	}
	for _, phase := range sortedKeys(r.Phases) {
		text += fmt.Sprintf(", %s in the phase %s", r.Phases[phase], phase)
	}
	return text
}

// query is the document that holds the rule's answers.
func (r Rule) query() ast.Body {
	ref := ast.Ref{ast.DefaultRootDocument, ast.StringTerm("tazlint"), ast.StringTerm(r.Category),
		ast.StringTerm(path.Base(r.ID)), ast.StringTerm("report")}
	return ast.NewBody(ast.NewExpr(ast.NewTerm(ref)))
}

// readRule takes a rule's description out of its parsed policy. The errors name
// the file.
func readRule(file string, m *ast.Module) (Rule, error) {
	id := strings.TrimSuffix(file, ".rego")
	category, name, _ := strings.Cut(id, "/")
	if name == "" || strings.Contains(name, "/") {
		return Rule{}, fmt.Errorf("%s: a policy stands at <category>/<rule>.rego", file)
	}
	want := ast.Ref{ast.DefaultRootDocument, ast.StringTerm("tazlint"), ast.StringTerm(category), ast.StringTerm(name)}
	if !m.Package.Path.Equal(want) {
		return Rule{}, fmt.Errorf("%s:%d: the package must be tazlint.%s[%q], as the path says", file, m.Package.Location.Row, category, name)
	}
	if !reports(m) {
		return Rule{}, fmt.Errorf("%s: the policy has no rule \"report contains ... if\"", file)
	}
	rule := Rule{ID: id, Category: category}
	return rule, rule.annotate(file, m)
}

// reports reports whether the module builds a set called report.
func reports(m *ast.Module) bool {
	return slices.ContainsFunc(m.Rules, func(r *ast.Rule) bool {
		return r.Head.Ref().String() == "report" && r.Head.RuleKind() == ast.MultiValue
	})
}

// annotate fills in what the METADATA of the package says.
func (r *Rule) annotate(file string, m *ast.Module) error {
	i := slices.IndexFunc(m.Annotations, func(a *ast.Annotations) bool { return a.Scope == "package" })
	if i < 0 {
		return fmt.Errorf("%s:%d: no METADATA before the package", file, m.Package.Location.Row)
	}
	about := m.Annotations[i]
	r.Title, r.Description = about.Title, strings.TrimSpace(about.Description)
	r.Requires = text(about.Custom["requires"])
	r.Since, r.Remediation = text(about.Custom["since"]), text(about.Custom["remediation"])
	r.Severity = Severity(text(about.Custom["severity"]))
	file = fmt.Sprintf("%s:%d", file, about.Location.Row)
	required := []struct{ field, value string }{
		{"title", r.Title}, {"description", r.Description}, {"custom.since", r.Since}, {"custom.remediation", r.Remediation},
	}
	for _, has := range required {
		if has.value == "" {
			return fmt.Errorf("%s: the METADATA lacks %s", file, has.field)
		}
	}
	if !r.Severity.valid() {
		return fmt.Errorf("%s: custom.severity must be error, warning or info", file)
	}
	var phases, grades error
	r.Phases, phases = readSeverities(file, "phases", about.Custom["phases"])
	r.Grades, grades = readSeverities(file, "grades", about.Custom["grades"])
	return cmp.Or(phases, grades)
}

// readSeverities reads a mapping from names to severities; nil without one.
func readSeverities(file, field string, value any) (map[string]Severity, error) {
	named, ok := value.(map[string]any)
	if !ok {
		if value != nil {
			return nil, fmt.Errorf("%s: custom.%s must map names to severities", file, field)
		}
		return nil, nil
	}
	all := map[string]Severity{}
	for _, name := range sortedKeys(named) {
		s := Severity(text(named[name]))
		if !s.valid() {
			return nil, fmt.Errorf("%s: custom.%s.%s must be error, warning or info", file, field, name)
		}
		all[name] = s
	}
	return all, nil
}

func (s Severity) valid() bool { return s == Error || s == Warning || s == Info }

func text(v any) string {
	s, ok := v.(string)
	if !ok {
		return ""
	}
	return strings.TrimSpace(s)
}
