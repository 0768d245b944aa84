package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Coverage says what a run looked at, so that "no findings" can be trusted.
type Coverage struct {
	Repos      []RepoCoverage
	Files      int
	Documents  int
	Skipped    []facts.Skip
	Problems   []facts.Problem
	References References
	Linked     []facts.Role
	Absent     []facts.Role // roles no linked repository plays
	Mode       Mode
	Commits    int  // read in the mode History
	Shallow    bool // the history begins before the commits that are at hand
}

// Mode is what a run looks at.
type Mode string

// The modes; the zero value links and judges whole trees.
const (
	ModeWhole   Mode = ""
	ModeLeaks   Mode = "leaks"   // the files of one repository, for themselves
	ModeStaged  Mode = "staged"  // the files that the next commit changes
	ModeHistory Mode = "history" // the texts that all commits brought
)

// RepoCoverage is one linked repository.
type RepoCoverage struct {
	Name      string
	Revision  string
	Roles     []facts.Role
	Files     int
	FactsOnly bool // known by its object alone; no findings are told in it
}

// References counts the answers of the linker.
type References struct {
	Resolved  int
	Open      int // resolved, but only because the key set is not exact
	Optional  int // unanswered, and declared optional
	Undefined int
	External  int           // places in backends without an inventory: not verified
	Unknown   []ReasonCount // most frequent first
}

// ReasonCount counts unknown references of one reason.
type ReasonCount struct {
	Reason facts.Reason
	N      int
}

// TotalUnknown is the number of unknown references of all reasons.
func (r References) TotalUnknown() int {
	total := 0
	for _, c := range r.Unknown {
		total += c.N
	}
	return total
}

// Cover computes the coverage of a linked graph. Objects without analyzers
// (declared externs) are not repositories and are left out.
func Cover(g *graph.Graph) Coverage {
	var c Coverage
	skipped := map[string]int{}
	for _, o := range g.Objects {
		c.Problems = append(c.Problems, o.Coverage.Problems...)
		if len(o.Ran) == 0 {
			continue
		}
		c.Repos = append(c.Repos, RepoCoverage{Name: o.Repo, Revision: o.Revision, Roles: o.Roles, Files: o.Coverage.Files})
		c.Files += o.Coverage.Files
		c.Documents += o.Coverage.Documents
		c.Linked = append(c.Linked, o.Roles...)
		for _, s := range o.Coverage.Skipped {
			skipped[s.Why] += s.Files
		}
	}
	for why, n := range skipped {
		c.Skipped = append(c.Skipped, facts.Skip{Why: why, Files: n})
	}
	slices.SortFunc(c.Skipped, func(a, b facts.Skip) int { return cmp.Or(b.Files-a.Files, strings.Compare(a.Why, b.Why)) })
	slices.SortFunc(c.Repos, func(a, b RepoCoverage) int { return strings.Compare(a.Name, b.Name) })
	c.setRoles()
	c.References = referencesOf(g.Stats())
	return c
}

func (c *Coverage) setRoles() {
	slices.Sort(c.Linked)
	c.Linked = slices.Compact(c.Linked)
	for _, role := range []facts.Role{facts.RoleVault, facts.RoleBootstrap, facts.RoleGitOps} {
		if !slices.Contains(c.Linked, role) {
			c.Absent = append(c.Absent, role)
		}
	}
}

func referencesOf(s graph.Stats) References {
	r := References{Resolved: s.Resolved, Open: s.Open, Optional: s.Optional, Undefined: s.Undefined, External: s.External}
	for reason, n := range s.Unknown {
		r.Unknown = append(r.Unknown, ReasonCount{reason, n})
	}
	slices.SortFunc(r.Unknown, func(a, b ReasonCount) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Reason, b.Reason)) })
	return r
}

// lines tell the coverage to a person.
func (c Coverage) lines() []string {
	if c.Mode != ModeWhole {
		return c.contentLines()
	}
	read := fmt.Sprintf("covered: %s (%s), %s, %s", countRepos(c.Repos), joinRoles(c.Linked),
		plural(c.Files, "file"), plural(c.Documents, "document"))
	if len(c.Skipped) > 0 {
		read += "; skipped " + joinCounts(len(c.Skipped), func(i int) (int, string) { return c.Skipped[i].Files, c.Skipped[i].Why })
	}
	lines := []string{read, c.References.line()}
	if len(c.Absent) > 0 {
		lines = append(lines, "not linked: "+joinRoles(c.Absent)+"; what only they could answer is unknown")
	}
	if len(c.Problems) > 0 {
		lines = append(lines, "problems: "+plural(len(c.Problems), "file")+" could not be used completely")
	}
	return lines
}

// contentLines tell the coverage where nothing was linked.
func (c Coverage) contentLines() []string {
	read := "covered: " + countRepos(c.Repos) + ", " + plural(c.Files, "file")
	switch c.Mode {
	case ModeStaged:
		read = "covered: " + plural(c.Files, "file") + " staged"
	case ModeHistory:
		read = "covered: " + plural(c.Files, "version") + " of files in " + plural(c.Commits, "commit")
	}
	if len(c.Skipped) > 0 {
		read += "; skipped " + joinCounts(len(c.Skipped), func(i int) (int, string) { return c.Skipped[i].Files, c.Skipped[i].Why })
	}
	lines := []string{read, "judged: what single files show; references take the whole tree"}
	if c.Shallow {
		lines = append(lines, "not covered: commits before those of this shallow clone")
	}
	if len(c.Problems) > 0 {
		lines = append(lines, "problems: "+plural(len(c.Problems), "file")+" could not be used completely")
	}
	return lines
}

func countRepos(repos []RepoCoverage) string {
	if len(repos) == 1 {
		return "1 repository"
	}
	return fmt.Sprintf("%d repositories", len(repos))
}

func (r References) line() string {
	text := fmt.Sprintf("references: %d resolved", r.Resolved)
	if r.Open > 0 {
		text += fmt.Sprintf(" (%d with an open key set)", r.Open)
	}
	if r.Optional > 0 {
		text += fmt.Sprintf(", %d optional and absent", r.Optional)
	}
	text += fmt.Sprintf(", %d undefined, %d unknown", r.Undefined, r.TotalUnknown())
	if len(r.Unknown) > 0 {
		text += ": " + joinCounts(len(r.Unknown), func(i int) (int, string) { return r.Unknown[i].N, string(r.Unknown[i].Reason) })
	}
	if r.External > 0 {
		text += "; " + plural(r.External, "remote key") + " not verified, no inventory"
	}
	return text
}

func joinCounts(n int, at func(int) (int, string)) string {
	parts := make([]string, n)
	for i := range parts {
		count, what := at(i)
		parts[i] = fmt.Sprintf("%d %s", count, what)
	}
	return strings.Join(parts, ", ")
}

func joinRoles(roles []facts.Role) string {
	parts := make([]string, len(roles))
	for i, r := range roles {
		parts[i] = string(r)
	}
	return strings.Join(parts, ", ")
}
