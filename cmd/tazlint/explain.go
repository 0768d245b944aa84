package main

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/rules"
)

var _ = register(command{
	name:  "explain",
	args:  "RULE",
	short: "explain one rule",
	setup: setupExplain,
})

func setupExplain(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var j judgeFlags
	j.declarePolicies(flags)
	return func(_ context.Context, a *app, args []string) error {
		id, err := oneArg(args, "rule", "")
		if err != nil {
			return err
		}
		book, err := j.load()
		if err != nil {
			return err
		}
		rule, err := findRule(book, id)
		if err != nil {
			return err
		}
		a.explain(rule)
		return nil
	}
}

// findRule finds a rule by its id, or by its name where that is enough.
func findRule(book *rules.Book, id string) (rules.Rule, error) {
	var ids []string
	for _, r := range book.Rules() {
		if r.ID == id || strings.HasSuffix(r.ID, "/"+id) {
			return r, nil
		}
		ids = append(ids, r.ID, path.Base(r.ID))
	}
	return rules.Rule{}, usagef("no rule %q%s", id, suggestionOr(id, ids, "; tazlint rules lists them"))
}

func suggestionOr(name string, known []string, otherwise string) string {
	if s := suggestion(name, known); s != "" {
		return s
	}
	return otherwise
}

func (a *app) explain(r rules.Rule) {
	fmt.Fprintf(a.out, "%s (%s, since %s)\n%s\n\n%s\n\nWhat to do: %s\n", r.ID, r.Severities(), r.Since, r.Title, r.Description, r.Remediation)
	if example := exampleOf(r.ID); example != "" {
		fmt.Fprintf(a.out, "\nExample:\n\n%s\n", indent(example, "    "))
	}
}

func indent(text, by string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = by + line
		}
	}
	return strings.Join(lines, "\n")
}
