package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/rules/report"
)

const (
	toolName   = "tazlint"
	factsLimit = 512 << 20 // bytes of a facts object
	externRepo = "externs" // repository name of declared externs that lie in none
)

// compiled is the workspace after its repositories were read.
type compiled struct {
	objects []*facts.Object
	trees   map[string]*source.Tree // of the compiled repositories, by name
	mode    report.Mode
	history *analyzers.History // in the mode of that name
	blobs   *source.Texts      // of history
}

func noInput(dir string) error {
	return exitError{exitIncomplete, fmt.Errorf("no repository found in %s: no .tazpod/ or secrets.yml, no *.tf, terragrunt.hcl or create.sh, "+
		"no Kubernetes manifests; name one with --repo ROLE=PATH or in %s", dir, configName)}
}

// compile reads every repository and facts object of the workspace, in
// parallel and joined by index.
func (ws *workspace) compile(ctx context.Context, version string) (*compiled, error) {
	if len(ws.repos) == 0 && len(ws.with) == 0 {
		return nil, noInput(ws.dir)
	}
	if err := ws.checkInventories(); err != nil {
		return nil, err
	}
	c := &compiled{objects: make([]*facts.Object, len(ws.repos)+len(ws.with)), trees: map[string]*source.Tree{}}
	trees := make([]*source.Tree, len(ws.repos))
	group, groupCtx := errgroup.WithContext(ctx)
	for i, r := range ws.repos {
		group.Go(func() (err error) {
			c.objects[i], trees[i], err = ws.object(groupCtx, r, version)
			return err
		})
	}
	for i, file := range ws.with {
		group.Go(func() (err error) {
			c.objects[len(ws.repos)+i], err = readFacts(file)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i, r := range ws.repos {
		if trees[i] != nil {
			c.trees[r.name] = trees[i]
		}
	}
	if extern := ws.externs(version); extern != nil {
		c.objects = append(c.objects, extern)
	}
	return c, ctx.Err()
}

// object compiles one repository or reads the object that stands for it.
func (ws *workspace) object(ctx context.Context, r repository, version string) (*facts.Object, *source.Tree, error) {
	if r.dir == "" {
		o, err := readFacts(r.facts)
		return o, nil, err
	}
	tree, err := source.Open(ctx, r.name, r.dir, source.Options{Exclude: ws.cfg.Exclude})
	if err != nil {
		return nil, nil, exitError{exitIncomplete, err}
	}
	tune(len(tree.Files))
	revision := make(chan string, 1)
	go func() { revision <- source.Revision(ctx, r.dir) }() // git answers while the files are read
	o := ws.objectOf(ctx, tree, r, version)
	o.Revision = <-revision
	return o, tree, ctx.Err()
}

// objectOf compiles the files of one repository.
func (ws *workspace) objectOf(ctx context.Context, tree *source.Tree, r repository, version string) *facts.Object {
	return analyzers.CompileTree(ctx, tree, r.roles, analyzers.Options{
		Tool: toolName + " " + version, Local: ws.local,
		Source: source.Config{Mounts: ws.cfg.mounts(), Entries: ws.cfg.Vault.Entries, Inventories: ws.inventories(r.name)},
	})
}

func readFacts(file string) (*facts.Object, error) {
	text, err := readLimited(file, factsLimit)
	if err != nil {
		return nil, usagef("read facts: %w", err)
	}
	o, err := facts.Decode(bytes.NewReader(text))
	if err != nil {
		return nil, usagef("%s: %w", file, err)
	}
	return o, nil
}

// externs are the configuration's declarations as an object of their own. They
// stand where a person would remove them: in the configuration.
func (ws *workspace) externs(version string) *facts.Object {
	if len(ws.cfg.Externs) == 0 {
		return nil
	}
	repo, file := ws.configPlace()
	o := &facts.Object{Format: facts.Format, Tool: toolName + " " + version, Repo: externRepo}
	for i, e := range ws.cfg.Externs {
		n := ws.cfg.at("externs", i)
		if value := child(n, "symbol"); value != nil {
			n = value
		}
		o.Defs = append(o.Defs, facts.Def{
			Symbol: facts.Symbol(e.Symbol), Kind: facts.KindExtern, Keys: facts.UnknownKeys(),
			At: facts.Pos{Repo: repo, File: file, Line: n.Line, Col: n.Column, EndLine: n.Line, EndCol: n.Column + len(n.Value)},
		})
	}
	o.Normalize()
	return o
}

// configPlace is the configuration's place in the workspace.
func (ws *workspace) configPlace() (repo, file string) {
	if ws.cfg.file == "" {
		return "", ""
	}
	at := ws.placeOf(ws.cfg.file)
	return at.Repo, at.File
}

var errNoSource = errors.New("no such source")

// text returns a file as it was compiled, so that an excerpt and the positions
// in it cannot disagree.
func (c *compiled) text(repo, file string) ([]byte, error) {
	if tree := c.trees[repo]; tree != nil {
		if f := tree.File(file); f != nil {
			return f.Text()
		}
	}
	return nil, errNoSource
}
