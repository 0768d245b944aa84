package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

const (
	markerDepth   = 4     // directories below a repository that are searched for markers
	markerEntries = 20000 // directory entries looked at in one repository
	markerSniffs  = 200   // YAML files opened when no file name decides
	sniffSize     = 16 << 10
)

// skippedDirs hold nothing that makes a repository play a role.
var skippedDirs = []string{"testdata", "node_modules", "vendor", "docs", "examples", "test", "tests"}

// detected is a directory and the roles its files suggest.
type detected struct {
	dir    string // absolute
	roles  []facts.Role
	strong bool // a marker of the top level that stands in repositories only
}

// detector walks one directory.
type detector struct {
	found   map[facts.Role]bool
	strong  bool
	entries int
	yaml    []string   // YAML files whose names say nothing
	enough  facts.Role // once this role is found nothing else matters
}

// detect tells the roles of a directory by its markers, empty for none.
func detect(dir string) detected { return detectUntil(dir, "") }

// detectUntil is detect for who asks no further once a role is found.
func detectUntil(dir string, enough facts.Role) detected {
	d := &detector{found: map[facts.Role]bool{}, enough: enough}
	d.top(dir)
	d.walk(dir, markerDepth)
	d.sniff()
	var roles []facts.Role
	for _, r := range []facts.Role{facts.RoleBootstrap, facts.RoleGitOps, facts.RoleVault} {
		if d.found[r] {
			roles = append(roles, r)
		}
	}
	return detected{dir, roles, d.strong}
}

// top looks for the markers of a repository's own directory.
func (d *detector) top(dir string) {
	if isDir(filepath.Join(dir, ".tazpod")) || startsWithKey(filepath.Join(dir, "secrets.yml"), "secrets:") {
		d.found[facts.RoleVault], d.strong = true, true
	}
	for _, name := range []string{"create.sh", "terragrunt.hcl"} {
		if isFile(filepath.Join(dir, name)) {
			d.found[facts.RoleBootstrap], d.strong = true, true
		}
	}
}

func (d *detector) walk(dir string, depth int) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if d.entries++; d.entries > markerEntries || d.found[d.enough] {
			return
		}
		switch name := e.Name(); {
		case e.IsDir():
			if depth > 0 && !strings.HasPrefix(name, ".") && !slices.Contains(skippedDirs, name) {
				d.walk(filepath.Join(dir, name), depth-1)
			}
		case e.Type().IsRegular():
			d.file(filepath.Join(dir, name), name)
		}
	}
}

func (d *detector) file(path, name string) {
	switch {
	case name == "kustomization.yaml", name == "kustomization.yml", name == "Kustomization":
		d.found[facts.RoleGitOps] = true
	case name == "terragrunt.hcl", name == "create.sh", name == "bootstrap.sh", strings.HasSuffix(name, ".tf"):
		d.found[facts.RoleBootstrap] = true
	case strings.HasSuffix(name, ".yaml"), strings.HasSuffix(name, ".yml"):
		d.yaml = append(d.yaml, path)
	}
}

// sniff looks for Kubernetes objects where no kustomization stands.
func (d *detector) sniff() {
	for _, path := range d.yaml[:min(len(d.yaml), markerSniffs)] {
		if d.found[facts.RoleGitOps] {
			return
		}
		d.found[facts.RoleGitOps] = startsWithKey(path, "apiVersion:") && startsWithKey(path, "kind:")
	}
}

// startsWithKey reports whether a line of the file's head begins with key.
func startsWithKey(name, key string) bool {
	if !isFile(name) {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, sniffSize))
	return err == nil && (bytes.HasPrefix(head, []byte(key)) || bytes.Contains(head, []byte("\n"+key)))
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// repositoryRoot is the checkout that dir is a part of, when that checkout is a
// repository of a workspace; otherwise dir itself.
func repositoryRoot(dir string) string {
	for up := dir; ; up = filepath.Dir(up) {
		if _, err := os.Lstat(filepath.Join(up, ".git")); err == nil {
			if len(detect(up).roles) > 0 {
				return up
			}
			return dir
		}
		if up == filepath.Dir(up) {
			return dir
		}
	}
}

// detectWorkspace finds the repositories around dir: dir's children when dir
// only holds repositories, else dir's own checkout and the siblings that play
// the roles it lacks. Where several siblings could, none is taken: a wrong
// partner would answer for names it knows nothing of.
func detectWorkspace(dir string) (found []detected, notes []string) {
	if children := workspaceChildren(dir); len(children) > 0 {
		return children, nil
	}
	home := detect(repositoryRoot(dir))
	if len(home.roles) == 0 {
		return nil, nil
	}
	found = []detected{home}
	siblings := detectSiblings(home)
	for _, role := range []facts.Role{facts.RoleVault, facts.RoleBootstrap, facts.RoleGitOps} {
		partners := partnersOf(home, siblings, role)
		switch {
		case len(partners) == 1 && !slices.ContainsFunc(found, func(d detected) bool { return d.dir == partners[0].dir }):
			found = append(found, partners[0])
		case len(partners) > 1:
			notes = append(notes, "several directories beside this one could be the "+string(role)+
				" repository; name it with --repo "+string(role)+"=PATH or in "+configName)
		}
	}
	return found, notes
}

// detectSiblings are the directories beside a repository that play a role.
// Beside a GitOps repository another one is known enough by being one.
func detectSiblings(home detected) []detected {
	enough := facts.Role("")
	if slices.Contains(home.roles, facts.RoleGitOps) {
		enough = facts.RoleGitOps
	}
	var found []detected
	for _, dir := range childrenOf(filepath.Dir(home.dir)) {
		if dir == home.dir {
			continue
		}
		if d := detectUntil(dir, enough); len(d.roles) > 0 {
			found = append(found, d)
		}
	}
	return found
}

// partnersOf are the siblings that could play a role for home. GitOps
// repositories beside another one are other estates, not partners.
func partnersOf(home detected, siblings []detected, role facts.Role) []detected {
	gitops := slices.Contains(home.roles, facts.RoleGitOps)
	if role == facts.RoleGitOps && gitops {
		return nil
	}
	var partners []detected
	for _, s := range siblings {
		other := slices.Contains(s.roles, facts.RoleGitOps)
		if !slices.Contains(s.roles, role) || (gitops && other) {
			continue
		}
		if s.strong || !slices.Contains(home.roles, role) {
			partners = append(partners, s)
		}
	}
	return partners
}

// workspaceChildren are the repositories below a directory that is none
// itself, recognised by a checkout or a strong marker among them.
func workspaceChildren(dir string) []detected {
	if exists(filepath.Join(dir, ".git")) || isMarked(dir) {
		return nil
	}
	children := childrenOf(dir)
	if !slices.ContainsFunc(children, func(child string) bool { return exists(filepath.Join(child, ".git")) || isMarked(child) }) {
		return nil
	}
	var found []detected
	for _, child := range children {
		if d := detect(child); len(d.roles) > 0 {
			found = append(found, d)
		}
	}
	certain := slices.ContainsFunc(found, func(d detected) bool { return d.strong || exists(filepath.Join(d.dir, ".git")) })
	if !certain || len(found) < 2 {
		return nil
	}
	return found
}

// isMarked reports whether a marker that stands in repositories only lies at the
// top of a directory.
func isMarked(dir string) bool {
	d := &detector{found: map[facts.Role]bool{}}
	d.top(dir)
	return d.strong
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// childrenOf are the directories in dir that could be repositories, by name.
func childrenOf(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 1000 {
		return nil
	}
	var children []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			children = append(children, filepath.Join(dir, e.Name()))
		}
	}
	return children
}
