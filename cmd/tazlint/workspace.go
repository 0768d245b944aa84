package main

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// repository is one member of the workspace: a directory, or a facts object
// that stands for one.
type repository struct {
	name  string
	dir   string // absolute; empty when only facts are at hand
	roles []facts.Role
	facts string // file of the object to use instead of the directory
}

// workspace is what a run looks at.
type workspace struct {
	cfg   *config
	dir   string // absolute form of the path argument
	repos []repository
	with  []string // further facts objects
	notes []string // what the user should know about the configuration and how the workspace was found
	local bool     // only what single files show is wanted of the repositories
}

// workspaceFlags are the flags that all commands on a workspace share.
type workspaceFlags struct {
	config string
	repos  []string
	with   []string
	alone  bool // PATH's own repository is enough: no others are looked for
	from   []string
	to     string // with from: a move other than that of the configuration
}

func (f *workspaceFlags) declare(flags *pflag.FlagSet) {
	flags.StringVar(&f.config, "config", "", "configuration `FILE`; "+configName+" at or above PATH by default")
	flags.StringArrayVar(&f.repos, "repo", nil, "use a directory as vault, bootstrap or gitops repository, as `ROLE=PATH`; repeatable")
	flags.StringArrayVar(&f.with, "with", nil, "link a facts object `FILE` of another repository; repeatable")
}

// resolve finds the repositories: those of flags first, then the
// configuration's for the other roles, and by markers when neither names any.
func (f *workspaceFlags) resolve(path string) (*workspace, error) {
	dir, err := filepath.Abs(path)
	if err != nil {
		return nil, usagef("find %s: %w", path, err)
	}
	if isFile(dir) {
		dir = filepath.Dir(dir) // a file belongs to the workspace of its directory
	}
	if !isDir(dir) {
		return nil, usagef("%s is neither a directory nor a file", path)
	}
	cfg, err := loadConfig(f.config, dir)
	if err != nil {
		return nil, err
	}
	cfg.override(f.from, f.to)
	ws := &workspace{cfg: cfg, dir: dir, with: f.with, notes: cfg.doubtful()}
	if err := ws.addFlags(f.repos); err != nil {
		return nil, err
	}
	ws.addConfigured()
	if len(ws.repos) == 0 && !f.alone {
		ws.addDetected()
	}
	slices.SortFunc(ws.repos, func(a, b repository) int { return strings.Compare(a.name, b.name) })
	return ws, nil
}

func (ws *workspace) addFlags(values []string) error {
	known := []string{string(facts.RoleVault), string(facts.RoleBootstrap), string(facts.RoleGitOps)}
	for _, v := range values {
		role, path, ok := strings.Cut(v, "=")
		if !ok || path == "" {
			return usagef("--repo %s: expected ROLE=PATH", v)
		}
		if !slices.Contains(known, role) {
			return usagef("--repo %s: no role %q, there are %s%s", v, role, strings.Join(known, ", "), suggestion(role, known))
		}
		dir, err := filepath.Abs(path)
		if err != nil || !isDir(dir) {
			return usagef("--repo %s: %s is not a directory", v, path)
		}
		ws.add(repository{dir: dir, roles: []facts.Role{facts.Role(role)}})
	}
	return nil
}

// addConfigured adds the configured repositories whose roles no flag gives.
func (ws *workspace) addConfigured() {
	given := ws.roles()
	for _, name := range sortedKeys(ws.cfg.Repos) {
		entry := ws.cfg.Repos[name]
		roles := slices.DeleteFunc(entry.roles(), func(r facts.Role) bool { return slices.Contains(given, r) })
		if len(roles) == 0 && len(entry.Role) > 0 {
			continue
		}
		repo := repository{name: name, roles: roles}
		dir := ""
		if entry.Path != "" {
			dir = ws.cfg.path(entry.Path)
		}
		switch {
		case dir != "" && isDir(dir):
			repo.dir = dir
		case entry.Facts != "" && isFile(ws.cfg.path(entry.Facts)):
			repo.facts = ws.cfg.path(entry.Facts)
		default:
			ws.notes = append(ws.notes, "repository "+name+" is absent: neither its directory nor a facts object exists")
			continue
		}
		ws.add(repo)
	}
}

func (ws *workspace) addDetected() {
	found, notes := detectWorkspace(ws.dir)
	ws.notes = append(ws.notes, notes...)
	for _, d := range found {
		ws.add(repository{dir: d.dir, roles: d.roles})
	}
}

// add joins roles of one directory and gives every repository a name of its
// own.
func (ws *workspace) add(r repository) {
	for i := range ws.repos {
		if r.dir != "" && ws.repos[i].dir == r.dir {
			ws.repos[i].roles = append(ws.repos[i].roles, r.roles...)
			return
		}
	}
	if r.name == "" {
		r.name = filepath.Base(r.dir)
	}
	base := r.name
	for n := 2; slices.ContainsFunc(ws.repos, func(o repository) bool { return o.name == r.name }); n++ {
		r.name = base + "-" + strconv.Itoa(n)
	}
	ws.repos = append(ws.repos, r)
}

func (ws *workspace) roles() []facts.Role {
	var roles []facts.Role
	for _, r := range ws.repos {
		roles = append(roles, r.roles...)
	}
	return roles
}

// owner is the repository that a file lies in and its path there.
func (ws *workspace) owner(file string) (repo, relative string, ok bool) {
	best := ""
	for _, r := range ws.repos {
		rel, err := filepath.Rel(r.dir, file)
		if r.dir == "" || err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			continue
		}
		if len(r.dir) > len(best) {
			best, repo, relative, ok = r.dir, r.name, filepath.ToSlash(rel), true
		}
	}
	return repo, relative, ok
}

// home is the repository that the path argument lies in.
func (ws *workspace) home() (repository, error) {
	name, _, ok := ws.owner(ws.dir)
	if !ok {
		return repository{}, noInput(ws.dir)
	}
	i := slices.IndexFunc(ws.repos, func(r repository) bool { return r.name == name })
	return ws.repos[i], nil
}

// inventories are the configured lists that lie in a repository.
func (ws *workspace) inventories(repo string) []source.InventorySource {
	var list []source.InventorySource
	for _, e := range ws.cfg.Inventory {
		if name, relative, ok := ws.owner(ws.cfg.path(e.File)); ok && name == repo {
			list = append(list, source.InventorySource{Backend: e.Backend, Mount: e.Mount, File: relative})
		}
	}
	return list
}

// checkInventories demands that every configured list can be read.
func (ws *workspace) checkInventories() error {
	for i, e := range ws.cfg.Inventory {
		file := ws.cfg.path(e.File)
		if _, _, ok := ws.owner(file); !ok {
			return exitError{exitUsage, located(ws.cfg.file, faultAt(ws.cfg.at("inventory", i), "inventory %s lies in no repository of the workspace", e.File))}
		}
		if !isFile(file) {
			return exitError{exitUsage, located(ws.cfg.file, faultAt(ws.cfg.at("inventory", i), "inventory %s does not exist", e.File))}
		}
	}
	return nil
}
