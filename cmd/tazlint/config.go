package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/tazzo/tazlint/analyzers/facts"
)

const (
	configName    = ".tazlint.yaml"
	configLimit   = 1 << 20 // bytes; a configuration is a page or two
	configVersion = 1
)

// config is .tazlint.yaml. The doc and enum tags are the source of the JSON
// Schema.
type config struct {
	Version   int                   `yaml:"version" doc:"version of this file's format" enum:"1"`
	Repos     map[string]repoConfig `yaml:"repos" doc:"the repositories of the workspace by name"`
	Vault     vaultConfig           `yaml:"vault" doc:"the operator's vault"`
	Inventory []inventoryConfig     `yaml:"inventory" doc:"names that a remote backend holds"`
	Migration *migrationConfig      `yaml:"migration" doc:"a move from some stores to another"`
	Externs   []externConfig        `yaml:"externs" doc:"places that something outside every repository defines"`
	Rules     map[string]ruleConfig `yaml:"rules" doc:"settings of rules by id or category"`
	Ignore    []ignoreConfig        `yaml:"ignore" doc:"findings that do not count"`
	Baseline  string                `yaml:"baseline" doc:"file of findings that are known, relative to this file; tazlint baseline writes it"`
	Exclude   []string              `yaml:"exclude" doc:"globs of files to leave out, relative to each repository"`

	file string     // where it was read, empty when there is none
	node *yaml.Node // for the lines of entries
}

type repoConfig struct {
	Path  string   `yaml:"path" doc:"directory, relative to this file"`
	Role  nameList `yaml:"role" doc:"what the repository is used as; one or several" enum:"vault,bootstrap,gitops"`
	Facts string   `yaml:"facts" doc:"facts object to use while the directory is absent, relative to this file"`
}

type vaultConfig struct {
	Mount   nameList `yaml:"mount" doc:"where entries materialise, ~/secrets by default; one or several"`
	Entries []string `yaml:"entries" doc:"entries besides those that are detected"`
}

type inventoryConfig struct {
	Backend string `yaml:"backend" doc:"what holds the names; gopass stands for any password store" enum:"kv,infisical,gopass"`
	Mount   string `yaml:"mount" doc:"mount of a kv backend"`
	File    string `yaml:"file" doc:"file with one name a line, relative to this file"`
}

type migrationConfig struct {
	From       []string          `yaml:"from" doc:"what is left: stores by name or namespace/name, products (infisical), kinds of places (vault-file)"`
	To         string            `yaml:"to" doc:"where it goes: a store, or a kind of places (pass)"`
	Convention string            `yaml:"convention" doc:"path#field of a destination with {KEY}, {key}, {folder}, {namespace}, {cluster}, {object}; any other {word} is decided by the inventory"`
	Map        map[string]string `yaml:"map" doc:"destination, path#field, by key, KEY#property, /folder/KEY, or /folder/* with * in both"`
	Phase      string            `yaml:"phase" doc:"how far the move is" enum:"planned,window,done"`
}

type externConfig struct {
	Symbol string `yaml:"symbol" doc:"the place, with * for any text of a segment"`
	Reason string `yaml:"reason" doc:"who defines it"`
}

type ruleConfig struct {
	Severity string `yaml:"severity" doc:"how much its findings matter" enum:"error,warning,info,off"`
}

type ignoreConfig struct {
	Rule   string `yaml:"rule" doc:"rule id or category"`
	Path   string `yaml:"path" doc:"glob of files, relative to the repository"`
	Reason string `yaml:"reason" doc:"why it does not count"`
	Until  string `yaml:"until" doc:"last day it holds, YYYY-MM-DD"`
}

// nameList is a list that may be written as a single name.
type nameList []string

// UnmarshalYAML reads a scalar or a sequence of scalars.
func (l *nameList) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*l = nameList{n.Value}
		return nil
	}
	return n.Decode((*[]string)(l))
}

// loadConfig reads the named file, or the nearest .tazlint.yaml at or above
// dir. It returns an empty configuration when there is none.
func loadConfig(name, dir string) (*config, error) {
	if name == "" {
		if name = findUpwards(dir); name == "" {
			return &config{}, nil
		}
	}
	text, err := readLimited(name, configLimit)
	if err != nil {
		return nil, usagef("read configuration: %w", err)
	}
	cfg, err := parseConfig(text)
	if err != nil {
		return nil, exitError{exitUsage, located(name, err)}
	}
	cfg.file = name
	return cfg, nil
}

func findUpwards(dir string) string {
	for {
		if name := filepath.Join(dir, configName); exists(name) {
			return name // also a dangling link or a directory: reading it tells
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// readLimited reads a file that must not be larger than limit bytes.
func readLimited(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s does not exist", name)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", name)
	case info.Size() > limit:
		return nil, fmt.Errorf("%s is larger than %d bytes", name, limit)
	}
	return os.ReadFile(name)
}

// fault is an error at a line of the configuration.
type fault struct {
	line int
	text string
}

func (f fault) Error() string { return fmt.Sprintf("%d: %s", f.line, f.text) }

func faultAt(n *yaml.Node, format string, args ...any) error {
	return fault{max(n.Line, 1), fmt.Sprintf(format, args...)}
}

var (
	yamlLine   = regexp.MustCompile(`line (\d+): (.*)`)
	yamlQuoted = regexp.MustCompile("[`'].*[`']")
)

// located puts the file's name and the line before what is wrong. What the
// YAML library quotes is left out: the file may be anything.
func located(name string, err error) error {
	var f fault
	if errors.As(err, &f) {
		return fmt.Errorf("%s:%w", name, f)
	}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Errorf("%s:%s: %s", name, m[1], yamlQuoted.ReplaceAllString(m[2], "a value"))
	}
	return fmt.Errorf("%s: %s", name, yamlQuoted.ReplaceAllString(err.Error(), "a value"))
}

func parseConfig(text []byte) (*config, error) {
	cfg := &config{node: new(yaml.Node)}
	if err := yaml.Unmarshal(text, cfg.node); err != nil {
		return nil, err
	}
	if cfg.node.Kind == 0 {
		return nil, fault{1, "is empty; it needs at least \"version: 1\""}
	}
	if err := checkFields(cfg.node, schemaTypeOf(config{})); err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(cfg); err != nil {
		return nil, err
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fault{cfg.node.Line, "holds more than one document"}
	}
	return cfg, cfg.check()
}

// at is the node of an entry, or the document when the entry is absent.
func (c *config) at(steps ...any) *yaml.Node {
	n := c.node.Content[0]
	for _, step := range steps {
		next := child(n, step)
		if next == nil {
			break
		}
		n = next
	}
	return n
}

func child(n *yaml.Node, step any) *yaml.Node {
	if i, ok := step.(int); ok {
		if i < len(n.Content) {
			return n.Content[i]
		}
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Kind == yaml.MappingNode && n.Content[i].Value == step {
			return n.Content[i+1]
		}
	}
	return nil
}

func (c *config) check() error {
	switch c.Version {
	case configVersion:
	case 0:
		return faultAt(c.at(), "lacks \"version: %d\"", configVersion)
	default:
		return faultAt(c.at("version"), "version %d is not supported; this build reads version %d", c.Version, configVersion)
	}
	if err := c.checkRepos(); err != nil {
		return err
	}
	for i, e := range c.Externs {
		if err := checkExtern(e); err != nil {
			return faultAt(c.at("externs", i), "%v", err)
		}
	}
	for i, e := range c.Ignore {
		if err := checkIgnore(e); err != nil {
			return faultAt(c.at("ignore", i), "%v", err)
		}
	}
	for i, e := range c.Inventory {
		if e.File == "" || e.Backend == "" {
			return faultAt(c.at("inventory", i), "an inventory needs a backend and a file")
		}
	}
	if err := c.checkMigration(); err != nil {
		return err
	}
	return c.checkExclude()
}

func (c *config) checkRepos() error {
	for _, name := range sortedKeys(c.Repos) {
		switch r := c.Repos[name]; {
		case r.Path == "" && r.Facts == "":
			return faultAt(c.at("repos", name), "repository %s needs a path or facts", name)
		case r.Path != "" && len(r.Role) == 0:
			return faultAt(c.at("repos", name), "repository %s needs a role: vault, bootstrap, gitops or several", name)
		}
	}
	return nil
}

func (c *config) checkExclude() error {
	for i, glob := range c.Exclude {
		if _, err := path.Match(glob, ""); err != nil {
			return faultAt(c.at("exclude", i), "%q is not a pattern", glob)
		}
	}
	return nil
}

func checkExtern(e externConfig) error {
	if strings.TrimSpace(e.Reason) == "" {
		return errors.New("an extern needs a reason")
	}
	_, err := facts.Parse(e.Symbol)
	return err
}

func checkIgnore(e ignoreConfig) error {
	if e.Rule == "" || strings.TrimSpace(e.Reason) == "" {
		return errors.New("an ignore entry needs a rule and a reason")
	}
	if _, err := path.Match(e.Path, ""); err != nil {
		return fmt.Errorf("%q is not a pattern", e.Path)
	}
	if e.Until != "" {
		if _, err := time.Parse(time.DateOnly, e.Until); err != nil {
			return fmt.Errorf("until %q is not a day (YYYY-MM-DD)", e.Until)
		}
	}
	return nil
}

// roles of a repository entry; the enum has been checked.
func (r repoConfig) roles() []facts.Role {
	var roles []facts.Role
	for _, name := range r.Role {
		roles = append(roles, facts.Role(name))
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// path makes a path of the file absolute.
func (c *config) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(c.file), filepath.FromSlash(name))
}

// mounts are where vault entries materialise.
func (c *config) mounts() []string {
	if len(c.Vault.Mount) == 0 {
		return []string{"~/secrets"}
	}
	return c.Vault.Mount
}
