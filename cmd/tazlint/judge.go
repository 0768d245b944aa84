package main

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/policies"
	"github.com/tazzo/tazlint/rules"
)

// judgeFlags choose and adjust rules.
type judgeFlags struct {
	policies       []string
	enable         []string
	disable        []string
	noSuppressions bool
	only           []facts.MarkKind // when given, only rules run that these are enough for
}

func (f *judgeFlags) declare(flags *pflag.FlagSet) {
	f.declareRules(flags)
	flags.BoolVar(&f.noSuppressions, "no-suppressions", false, "report suppressed findings like all others")
}

func (f *judgeFlags) declareRules(flags *pflag.FlagSet) {
	f.declarePolicies(flags)
	flags.StringSliceVar(&f.enable, "enable", nil, "run only these `RULE|CATEGORY`; repeatable")
	flags.StringSliceVar(&f.disable, "disable", nil, "leave out these `RULE|CATEGORY`; repeatable")
}

func (f *judgeFlags) declarePolicies(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.policies, "policy", nil, "further policies in a `DIR`; repeatable")
}

// open returns the policies for a run. Those built in are taken as tested; with
// a user's own all are compiled and checked first.
func (f *judgeFlags) open() (*rules.Book, error) {
	if len(f.policies) > 0 {
		return f.load()
	}
	book, err := rules.Open(policies.FS)
	if err != nil {
		return nil, exitError{exitIncomplete, err}
	}
	return book, nil
}

// load returns all policies, compiled and checked.
func (f *judgeFlags) load() (*rules.Book, error) {
	var extra []fs.FS
	for _, dir := range f.policies {
		fsys, err := policyDir(dir)
		if err != nil {
			return nil, usagef("--policy %s: %w", dir, err)
		}
		extra = append(extra, fsys)
	}
	book, err := rules.Load(policies.FS, extra...)
	if err != nil {
		return nil, exitError{exitIncomplete, err}
	}
	return book, nil
}

// policyDir opens a directory that must hold a policy. Links in it do not lead
// out of it.
func policyDir(dir string) (fs.FS, error) {
	if !isDir(dir) {
		return nil, errors.New("not a directory")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	for _, pattern := range []string{"*.rego", "*/*.rego"} {
		if names, _ := fs.Glob(root.FS(), pattern); len(names) > 0 {
			return root.FS(), nil
		}
	}
	return nil, errors.New("holds no policy <category>/<rule>.rego")
}

// options are the settings of flags and configuration together. A name that
// no rule or category has is an error: a typing mistake must not switch a
// check off.
func (f *judgeFlags) options(book *rules.Book, ws *workspace) (rules.Options, error) {
	opt := rules.Options{
		Enable: f.enable, Disable: slices.Clone(f.disable), Severities: map[string]rules.Severity{},
		Data: ws.cfg.data(), Today: time.Now().UTC().Format(time.DateOnly), Suppress: !f.noSuppressions, Only: f.only,
	}
	if m := ws.cfg.Migration; m != nil {
		opt.Phase = m.Phase
		if m.To != "" {
			opt.Plan = ws.planMove
		}
	}
	names := selectable(book)
	for _, v := range slices.Concat(f.enable, f.disable) {
		if !slices.Contains(names, v) {
			return opt, usagef("no rule or category %q%s", v, suggestionOr(v, names, "; tazlint rules lists them"))
		}
	}
	if err := ws.cfg.applyRules(&opt, names); err != nil {
		return opt, err
	}
	if err := ws.addIgnores(&opt, names); err != nil {
		return opt, err
	}
	if len(f.enable) > 0 && len(book.Ran(opt)) == 0 {
		return opt, usagef("none of the rules that are enabled can be judged: %s", strings.Join(f.enable, ", "))
	}
	return opt, nil
}

// applyRules adds the severities that the configuration sets.
func (c *config) applyRules(opt *rules.Options, names []string) error {
	for _, id := range sortedKeys(c.Rules) {
		if !slices.Contains(names, id) {
			return c.fault([]any{"rules", id}, "no rule or category %q%s", id, suggestion(id, names))
		}
		switch s := c.Rules[id].Severity; s {
		case "":
		case "off":
			opt.Disable = append(opt.Disable, id)
		default:
			opt.Severities[id] = rules.Severity(s)
		}
	}
	return nil
}

// addIgnores adds the suppressions of the configuration.
func (ws *workspace) addIgnores(opt *rules.Options, names []string) error {
	repo, file := ws.configPlace()
	for i, e := range ws.cfg.Ignore {
		if !slices.Contains(names, e.Rule) {
			return ws.cfg.fault([]any{"ignore", i, "rule"}, "no rule or category %q%s", e.Rule, suggestion(e.Rule, names))
		}
		n := ws.cfg.at("ignore", i)
		opt.Ignores = append(opt.Ignores, rules.ConfigIgnore{
			Rule: e.Rule, Path: e.Path, Reason: e.Reason, Until: e.Until,
			At: facts.Pos{Repo: repo, File: file, Line: n.Line, Col: n.Column},
		})
	}
	return nil
}

// selectable are the names that choose rules: ids and categories.
func selectable(book *rules.Book) []string {
	var names []string
	for _, id := range book.IDs() {
		category, _, _ := strings.Cut(id, "/")
		names = append(names, id, category)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// fault is a usage error at an entry of the configuration.
func (c *config) fault(path []any, format string, args ...any) error {
	return exitError{exitUsage, located(c.file, faultAt(c.at(path...), format, args...))}
}

// data is the part of the configuration that policies may read.
func (c *config) data() map[string]any {
	m := c.Migration
	if m == nil {
		return nil
	}
	mapping := map[string]any{}
	for k, v := range m.Map {
		mapping[k] = v
	}
	from := []any{}
	for _, s := range m.From {
		from = append(from, s)
	}
	return map[string]any{"migration": map[string]any{
		"from": from, "to": m.To, "convention": m.Convention, "map": mapping, "phase": m.Phase,
	}}
}
