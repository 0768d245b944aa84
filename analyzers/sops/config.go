package sops

import (
	"errors"
	"path"
	"regexp"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

const configName = ".sops.yaml"

// config is a .sops.yaml.
type config struct {
	dir      string
	rules    []*rule
	problems []facts.Problem
}

// rule is one of the creation rules.
type rule struct {
	path      *regexp.Regexp // of files, relative to the configuration's directory; nil for all
	usable    bool           // sops takes it
	selection *selection
}

// Limits of a configuration.
const maxRules = 1000

type configKey struct{}

func configOf(f *source.File) *config {
	return f.Once(configKey{}, func() any { return readConfig(f) }).(*config)
}

// ruleFor is the rule by which sops would encrypt the file: the first that
// matches its path, in the nearest configuration above it. A configuration
// without rules counts, and has none.
func ruleFor(t *source.Tree, f *source.File) *rule {
	for dir := path.Dir(f.Path); ; dir = path.Dir(dir) {
		if c := t.File(path.Join(dir, configName)); c != nil {
			return configOf(c).rule(f.Path)
		}
		if dir == "." {
			return nil
		}
	}
}

func (c *config) rule(name string) *rule {
	if c.dir != "." {
		name = strings.TrimPrefix(name, c.dir+"/")
	}
	for _, r := range c.rules {
		if r.path == nil || r.path.MatchString(name) {
			return r
		}
	}
	return nil
}

// readConfig reads the first document, as sops does. An expression for paths
// that does not compile ends the list: sops refuses every file that comes so far.
func readConfig(f *source.File) *config {
	c := &config{dir: path.Dir(f.Path)}
	docs, faults := manifest.Parse(f)
	if len(faults) > 0 {
		c.problem(f.At(faults[0].Line, 1, 0), faults[0].Code, faults[0].Detail)
		return c
	}
	if len(docs) == 0 {
		return c
	}
	d := docs[0]
	for i, n := range manifest.Items(manifest.Get(d.Root, "creation_rules")) {
		if i >= maxRules {
			c.problem(d.At(n), facts.FaultTooLarge, "more creation rules than are read")
			break
		}
		r, at, err := readRule(n)
		if err != nil {
			c.problem(d.At(at), facts.FaultSyntax, "a creation rule "+err.Error())
		}
		if r == nil {
			break
		}
		c.rules = append(c.rules, r)
	}
	return c
}

func (c *config) problem(at facts.Pos, code facts.Fault, detail string) {
	c.problems = append(c.problems, facts.Problem{At: at, Code: code, Detail: detail})
}

var errRule = errors.New("is no mapping")

// readRule answers nil for a rule that nobody can tell what it matches, and the
// node that is at fault.
func readRule(n *manifest.Node) (*rule, *manifest.Node, error) {
	if manifest.SortOf(n) != manifest.Mapping {
		return nil, n, errRule
	}
	r := &rule{}
	if pattern := manifest.Get(n, "path_regex"); manifest.Scalar(pattern) != "" {
		compiled, err := compile(manifest.Scalar(pattern))
		if err != nil {
			return nil, pattern, err
		}
		r.path = compiled
	}
	s, field, err := newSelection(func(field string) string { return manifest.Scalar(manifest.Get(n, field)) })
	if err != nil {
		return r, manifest.Get(n, field), err
	}
	r.selection, r.usable = s, true
	return r, nil, nil
}
