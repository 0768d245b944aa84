// Package analyzers is the compiler of tazlint: it turns one repository into a
// facts.Object.
//
// A front end reads one kind of source. It registers itself here in a file of
// its own, gets the repository's files and says what they define, refer to and
// hold; it knows nothing of other repositories or of rules. Front ends run in
// parallel and their results are joined by index, so the object does not depend
// on timing.
package analyzers

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/pattern"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Analyzer is one front end.
type Analyzer struct {
	Name    string           // names the file, the fixture and the Run in the object
	Doc     string           // what it reads and what it says, in one sentence
	Version int              // raised when its facts change for unchanged input
	Roles   []facts.Role     // roles in which it runs; none means all
	Local   []facts.MarkKind // what it marks, where it says of a file only what the file alone shows; no other front end marks that
	Run     func(context.Context, *source.Tree, source.Config) source.Part
}

var registry []Analyzer

// register adds a front end and returns it, so that a file can do so in a
// variable declaration.
func register(a Analyzer) Analyzer {
	registry = append(registry, a)
	slices.SortFunc(registry, func(a, b Analyzer) int { return strings.Compare(a.Name, b.Name) })
	return a
}

// All lists the front ends by name.
func All() []Analyzer { return slices.Clone(registry) }

// LocalMarks are the kinds of mark that any part of a repository shows as the
// whole does: the front ends that make them look at single files.
func LocalMarks() []facts.MarkKind {
	var kinds []facts.MarkKind
	for _, a := range registry {
		kinds = append(kinds, a.Local...)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// Options say how a repository is compiled.
type Options struct {
	Tool   string // the tool's name and version, for the object's header
	Source source.Config
	Local  bool // only the front ends that need no more than single files
}

// CompileTree turns the files of a tree into an object.
func CompileTree(ctx context.Context, tree *source.Tree, roles []facts.Role, opt Options) *facts.Object {
	cfg := opt.Source
	cfg.Roles = roles
	object := &facts.Object{Format: facts.Format, Tool: opt.Tool, Repo: tree.Repo, Roles: slices.Clone(roles)}
	active := slices.DeleteFunc(All(), func(a Analyzer) bool { return !a.serves(roles) || opt.Local && a.Local == nil })
	parts := make([]source.Part, len(active))
	var wg sync.WaitGroup
	for i, a := range active {
		wg.Go(func() { parts[i] = a.runSafely(ctx, tree, cfg) })
	}
	wg.Wait()
	var unparsed []facts.Problem
	if opt.Local {
		unparsed = manifest.Unparsed(tree) // else front ends that follow what is live tell it
	}
	var all source.Part
	for i, part := range parts {
		object.Ran = append(object.Ran, facts.Run{Analyzer: active[i].Name, Version: active[i].Version, Files: part.Files})
		all.Add(part)
	}
	all.Add(exceptionsOf(ctx, tree, cfg, all.Marks))
	tree.Forget()
	object.Coverage = tree.Coverage()
	object.Coverage.Problems = append(object.Coverage.Problems, unparsed...)
	object.Owns, object.Defs, object.Refs, object.Marks, object.Ignores = all.Owns, all.Defs, all.Refs, all.Marks, all.Ignores
	object.Coverage.Documents, object.Coverage.Unbuilt = all.Documents, all.Unbuilt
	object.Coverage.Problems = append(object.Coverage.Problems, all.Problems...)
	object.Coverage.Skipped = append(object.Coverage.Skipped, all.Skipped...)
	for _, f := range tree.Files {
		object.Ignores = append(object.Ignores, f.Ignores()...)
	}
	object.Marks = withOwners(withoutRepeats(object.Marks))
	object.Normalize()
	return object
}

// exceptionsOf finds what other scanners were told to leave alone among the
// marks of all front ends.
func exceptionsOf(ctx context.Context, tree *source.Tree, cfg source.Config, marks []facts.Mark) source.Part {
	last := Analyzer{Name: "exceptions", Run: func(context.Context, *source.Tree, source.Config) source.Part { return pattern.Exceptions(tree, marks) }}
	return last.runSafely(ctx, tree, cfg)
}

// withoutRepeats drops a credential known by its format where a front end has
// found the same literal by its place, every literal of a file that is secret as
// a whole, and of one that should be encrypted those that it is told for: one
// value is one finding.
func withoutRepeats(marks []facts.Mark) []facts.Mark {
	whole := map[string]bool{}
	told := map[string][]facts.Pos{}
	for _, m := range marks {
		switch {
		case m.Kind == facts.MarkCommitted:
			whole[m.At.File] = true
		case m.Kind == facts.MarkMasked && m.Detector == string(facts.MarkUnencrypted):
			told[m.At.File] = append(told[m.At.File], m.At)
		}
	}
	return withoutTwins(slices.DeleteFunc(marks, func(m facts.Mark) bool {
		return m.Kind.IsLiteral() && (whole[m.At.File] || m.Kind != facts.MarkUnencrypted && slices.ContainsFunc(told[m.At.File], m.At.In))
	}))
}

func withoutTwins(marks []facts.Mark) []facts.Mark {
	type line struct {
		file   string
		number int
	}
	found := map[line][]facts.Pos{}
	for _, m := range marks {
		if m.Kind == facts.MarkInlineCredential || m.Kind == facts.MarkPlaintextSecret {
			at := line{m.At.File, m.At.Line}
			found[at] = append(found[at], m.At)
		}
	}
	return slices.DeleteFunc(marks, func(m facts.Mark) bool {
		return m.Kind == facts.MarkCredential && slices.ContainsFunc(found[line{m.At.File, m.At.Line}], func(p facts.Pos) bool {
			return p.EndLine == m.At.EndLine && p.Col < m.At.EndCol && m.At.Col < p.EndCol
		})
	})
}

func (a Analyzer) serves(roles []facts.Role) bool {
	return len(a.Roles) == 0 || len(roles) == 0 || slices.ContainsFunc(roles, func(r facts.Role) bool { return slices.Contains(a.Roles, r) })
}

// runSafely keeps a front end that panics from taking the others down: hostile
// input must cost one analyzer's facts, told as a problem, and nothing more.
func (a Analyzer) runSafely(ctx context.Context, tree *source.Tree, cfg source.Config) (part source.Part) {
	defer func() {
		if r := recover(); r != nil {
			part = source.Part{Unbuilt: []string{facts.AnyCluster}}
			part.Problem(facts.Pos{Repo: tree.Repo}, facts.FaultBuild,
				fmt.Sprintf("analyzer %s stopped unexpectedly at %s; please report this", a.Name, panicSite(debug.Stack())))
		}
	}()
	return a.Run(ctx, tree, cfg)
}

// panicSite is the function that panicked: the message of a panic may quote
// the file, its place in tazlint's own code cannot.
func panicSite(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "panic(") && i+2 < len(lines) {
			name, _, _ := strings.Cut(lines[i+2], "(")
			return name[strings.LastIndexByte(name, '/')+1:]
		}
	}
	return "an unknown place"
}
