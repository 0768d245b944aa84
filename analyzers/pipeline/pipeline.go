// Package pipeline reads the workflows of code hosts: which of the host's
// secrets become which variables, what actions fetch from a backend, and the
// shell that jobs run.
//
// Whether a host has a secret cannot be seen in a repository. Such a variable
// is defined from outside.
package pipeline

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/recipe"
	"github.com/tazzo/tazlint/analyzers/shell"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Limits of one repository and file.
const (
	maxFragments = 2000
	maxDepth     = 16
)

// Run reads the workflows of a repository.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	r := &reader{scripts: map[string]bool{}, given: map[string]bool{}}
	for _, f := range tree.Files {
		if read := readerOf(f); read != nil && ctx.Err() == nil {
			for _, d := range manifest.Documents(f) {
				if len(manifest.Fields(d.Root)) > 0 {
					r.part.Files, r.part.Documents = r.part.Files+1, r.part.Documents+1
					read(r, d)
				}
			}
		}
	}
	r.part.Add(shell.RunFragments(ctx, tree, cfg, r.shell))
	return r.part
}

type reader struct {
	part    source.Part
	shell   []shell.Fragment
	scripts map[string]bool
	given   map[string]bool // secrets of the host that were defined
}

// The files of code hosts. Sources: the documentation of GitHub Actions, Gitea,
// Forgejo, GitLab CI/CD and Woodpecker.
var (
	workflowFile   = expr.New(`(?:^|/)\.(?:github|gitea|forgejo)/(?:workflows/[^/]+|actions/.+/action|action)\.ya?ml$|^action\.ya?ml$`)
	gitlabFile     = expr.New(`(?:^|/)\.gitlab-ci\.ya?ml$|^\.gitlab/.+\.ya?ml$`)
	woodpeckerFile = expr.New(`^\.woodpecker(?:/[^/]+)?\.ya?ml$|^\.drone\.ya?ml$`)
)

func readerOf(f *source.File) func(*reader, *manifest.Document) {
	switch {
	case !manifest.IsYAML(f):
		return nil
	case workflowFile.MatchString(f.Path):
		return (*reader).workflow
	case gitlabFile.MatchString(f.Path):
		return (*reader).gitlab
	case woodpeckerFile.MatchString(f.Path):
		return (*reader).woodpecker
	}
	return nil
}

// script names the workflow a position lies in and defines it once.
func (r *reader) script(at facts.Pos) facts.Symbol {
	symbol := facts.NewPath(facts.Script, at.File)
	if !r.scripts[at.File] {
		r.scripts[at.File] = true
		r.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, At: facts.Pos{Repo: at.Repo, File: at.File, Line: 1, Col: 1, EndLine: 1, EndCol: 1}})
	}
	return symbol
}

// variable says that a workflow gives a variable to what it runs.
func (r *reader) variable(name string, at facts.Pos, traits facts.Traits) facts.Symbol {
	symbol := facts.New(facts.EnvVar, name)
	r.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, At: at, By: r.script(at), Traits: traits})
	if b, ok := source.ByEnv(name); ok {
		r.mark(b.Name, at)
	}
	return symbol
}

// secret is a secret of the host, which is defined where it is first named.
func (r *reader) secret(name string, at facts.Pos) facts.Symbol {
	if !r.given[name] {
		r.given[name] = true
		r.variable(name, at, facts.Traits{External: true, Sensitive: true})
	}
	return facts.New(facts.EnvVar, name)
}

func (r *reader) ref(from, to facts.Symbol, rel facts.Rel, at facts.Pos, unknown facts.Reason) {
	if from != to {
		r.part.Ref(facts.Ref{From: from, To: to, Rel: rel, At: at, Unknown: unknown})
	}
}

func (r *reader) mark(backend string, at facts.Pos) {
	r.part.Mark(facts.MarkBackendUse, backend, r.script(at), at)
}

func (r *reader) run(d *manifest.Document, n *manifest.Node) {
	if n != nil && d.File != nil && len(r.shell) < maxFragments {
		r.shell = append(r.shell, recipe.InScalar(d.File, n)...)
	}
}

// variableName is the name of a variable as the shell has it.
var variableName = expr.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// gitlab follows the scripts of GitLab's jobs, and the variables that they get
// of its Vault integration.
func (r *reader) gitlab(d *manifest.Document) {
	for _, job := range manifest.Fields(d.Root) {
		for _, name := range []string{"before_script", "script", "after_script"} {
			r.run(d, manifest.Get(job.Value, name))
			for _, line := range manifest.Items(manifest.Get(job.Value, name)) {
				r.run(d, line)
			}
		}
		for _, secret := range manifest.Fields(manifest.Get(job.Value, "secrets")) {
			if !variableName.MatchString(secret.Key.Value) {
				continue
			}
			symbol := r.variable(secret.Key.Value, d.At(secret.Key), facts.Traits{Path: true})
			if text := manifest.Get(secret.Value, "vault"); manifest.Scalar(text) != "" {
				r.mark("vault", d.At(text))
				r.ref(symbol, integration(text.Value), facts.RelDerives, d.At(text), "")
			}
		}
	}
}

// woodpecker follows the commands of steps, and the variables that come of the
// server's secrets.
func (r *reader) woodpecker(d *manifest.Document) {
	steps := manifest.Get(d.Root, "steps")
	list := manifest.Items(steps)
	for _, field := range manifest.Fields(steps) {
		list = append(list, field.Value)
	}
	for _, step := range list {
		for _, line := range manifest.Items(manifest.Get(step, "commands")) {
			r.run(d, line)
		}
		for _, section := range []string{"environment", "settings"} {
			for _, field := range manifest.Fields(manifest.Get(step, section)) {
				from := manifest.Get(field.Value, "from_secret")
				if manifest.Scalar(from) == "" || !variableName.MatchString(field.Key.Value) {
					continue
				}
				given := r.secret(from.Value, d.At(from))
				if section == "settings" {
					r.ref(r.script(d.At(from)), given, facts.RelReads, d.At(from), "")
					continue
				}
				r.ref(r.variable(field.Key.Value, d.At(field.Key), facts.Traits{}), given, facts.RelDerives, d.At(from), "")
			}
		}
	}
}
