package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/imported"
)

// importLimit bounds a report of another scanner, in bytes.
const importLimit = 256 << 20

// importedReport is what a report says, and its file.
type importedReport struct {
	file  string
	found []imported.Finding
}

// importFlags name reports of other scanners.
type importFlags struct{ imports []string }

func (f *importFlags) declare(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.imports, "import", nil, "join the findings of another scanner's `FILE`: JSON of gitleaks, betterleaks or trufflehog, or SARIF; repeatable")
}

// readImports reads the reports that are to be joined.
func readImports(files []string) ([]importedReport, error) {
	var all []importedReport
	for _, file := range files {
		text, err := readLimited(file, importLimit)
		if err != nil {
			return nil, usagef("import: %w", err)
		}
		found, err := imported.Decode(text)
		if err != nil {
			return nil, usagef("import %s: %w", file, err)
		}
		all = append(all, importedReport{file, found})
	}
	return all, nil
}

// importer gives findings of others their place in what was compiled.
type importer struct {
	ws    *workspace
	c     *compiled
	texts *texts
	known map[[2]string][]facts.Pos // literals by repository and file
	added map[facts.Mark]bool
}

// join adds what reports say to the objects of the repositories and says what
// became of it.
func (c *compiled) join(ws *workspace, reports []importedReport) (notes []string) {
	if len(reports) == 0 {
		return nil
	}
	j := importer{ws: ws, c: c, texts: c.texts(), known: map[[2]string][]facts.Pos{}, added: map[facts.Mark]bool{}}
	for _, o := range c.objects {
		for _, m := range o.Marks {
			if m.Kind.IsLiteral() {
				file := [2]string{m.At.Repo, m.At.File}
				j.known[file] = append(j.known[file], m.At)
			}
		}
	}
	for _, r := range reports {
		joined, known, lost := 0, 0, 0
		for _, f := range r.found {
			switch m, ok := j.mark(f); {
			case !ok:
				lost++
			case j.isKnown(m) || j.added[m]:
				known++
			default:
				joined++
				j.add(m)
			}
		}
		notes = append(notes, fmt.Sprintf("import %s: findings: %d; joined: %d, known already: %d, in no file that is looked at: %d", r.file, len(r.found), joined, known, lost))
	}
	for _, o := range c.objects {
		o.Normalize()
	}
	return notes
}

// isKnown reports whether tazlint has found something in the same lines.
func (j *importer) isKnown(m facts.Mark) bool {
	return m.Commit == "" && slices.ContainsFunc(j.known[[2]string{m.At.Repo, m.At.File}], func(at facts.Pos) bool {
		return at.Line <= m.At.EndLine && m.At.Line <= at.EndLine
	})
}

// add marks a place in the object of its repository.
func (j *importer) add(m facts.Mark) {
	j.added[m] = true
	i := slices.IndexFunc(j.c.objects, func(o *facts.Object) bool { return o.Repo == m.At.Repo })
	if i < 0 {
		return
	}
	hidden := facts.Mark{Kind: facts.MarkMasked, On: m.On, At: m.At}
	j.c.objects[i].Marks = append(j.c.objects[i].Marks, m, hidden)
}

// mark is the mark of a finding; false where its file is none of the workspace.
// A file that is not there any more must have been found in a commit.
func (j *importer) mark(f imported.Finding) (facts.Mark, bool) {
	repo, file, ok := j.place(f.File)
	if !ok {
		return facts.Mark{}, false
	}
	m := facts.Mark{Kind: facts.MarkCredential, Detector: detectorOf(f), On: facts.NewPath(facts.FileSymbol, file, repo)}
	m.At, ok = j.position(repo, file, f)
	if !ok {
		if f.Commit == "" {
			return m, false
		}
		m.Commit = f.Commit
	}
	return m, true
}

// detectorOf says whose finding it is.
func detectorOf(f imported.Finding) string {
	by := f.Tool
	if f.Verified {
		by += ", verified"
	}
	if f.Commit != "" {
		by += ", commit " + f.Commit[:min(len(f.Commit), 12)]
	}
	return fmt.Sprintf("%s (%s)", f.Rule, by)
}

// place finds the file of a report: absolute, relative to the current directory
// or relative to a repository, that of PATH first.
func (j *importer) place(name string) (repo, file string, ok bool) {
	if name == "" {
		return "", "", false
	}
	if abs, err := filepath.Abs(filepath.FromSlash(name)); err == nil {
		repo, file, ok = j.ws.owner(abs)
		if ok && j.c.trees[repo].File(file) != nil || filepath.IsAbs(name) {
			return repo, file, ok && j.c.trees[repo] != nil
		}
	}
	if home, err := j.ws.home(); err == nil && j.holds(home.name, name) {
		return home.name, name, true
	}
	for _, r := range j.ws.repos {
		if j.holds(r.name, name) {
			return r.name, name, true
		}
	}
	if home, err := j.ws.home(); err == nil && !ok && filepath.IsLocal(name) && j.c.trees[home.name] != nil {
		return home.name, name, true // of the past, maybe
	}
	return repo, file, ok && j.c.trees[repo] != nil
}

func (j *importer) holds(repo, file string) bool {
	tree := j.c.trees[repo]
	return tree != nil && tree.File(file) != nil
}

// position is the range of a finding if the file has it, else its lines; false
// if the file has not even these, or a commit had a longer line there.
func (j *importer) position(repo, file string, f imported.Finding) (facts.Pos, bool) {
	at := facts.Pos{Repo: repo, File: file, Line: max(f.Line, 1), EndLine: max(f.EndLine, f.Line, 1), Col: f.Col, EndCol: f.EndCol}
	if !j.holds(repo, file) {
		at.Col, at.EndCol = 1, 2
		return at, false
	}
	at, ok := j.texts.within(at)
	if short := at.EndCol < f.EndCol-1; ok && short && f.Commit != "" { // columns have a byte to spare
		at.Col, at.EndCol, ok = 1, 2, false
	}
	return at, ok
}
