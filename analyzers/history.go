package analyzers

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// History is what the past of a repository holds: what its commits brought, each
// value once.
type History struct {
	Object *facts.Object
	Past   source.Past
	Blobs  map[Moment]string // ids of the texts that marks stand in
}

// Moment is a file as a commit brought it.
type Moment struct{ File, Commit string }

// Bounds of what is told of a history: a repository beyond them needs no list.
const (
	maxPastMarks    = 10_000
	maxPastProblems = 20
)

// CompileHistory judges every text that the commits of a repository brought, by
// the front ends that need single files only. A value is told at its first
// commit, however many texts hold it; whether it still stands is seen in the
// tree of today. A well-known default that is gone is not told: nothing is left
// to be done about it. At most a few texts are held at a time.
func CompileHistory(ctx context.Context, today *source.Tree, roles []facts.Role, opt Options, how source.HistoryOptions) (*History, error) {
	opt.Local, how.Today = true, today
	p := &past{key: make([]byte, sha256.Size), roles: roles, opt: opt, told: map[digest]int{}, stands: map[digest]facts.Pos{}}
	if _, err := rand.Read(p.key); err != nil {
		return nil, err
	}
	p.Object = CompileTree(ctx, today, roles, opt)
	p.Blobs = map[Moment]string{}
	p.begin(today)
	err := p.follow(ctx, func(visit func(source.Version) error) (err error) {
		p.Past, err = source.History(ctx, today.Repo, today.Dir, how, visit)
		return err
	})
	if err != nil {
		return nil, err
	}
	p.Object.Coverage.Files = p.Past.Versions
	p.Object.Coverage.Skipped = p.Past.Skips()
	if p.unparsed > 0 {
		p.Object.Coverage.Skipped = append(p.Object.Coverage.Skipped, facts.Skip{Why: "with YAML that does not parse", Files: p.unparsed})
	}
	p.Object.Normalize()
	return &p.History, ctx.Err()
}

// past collects what versions of files hold.
type past struct {
	History
	key    []byte // of the digests: made for this run and kept nowhere
	roles  []facts.Role
	opt    Options
	told   map[digest]int // which mark told the value; untold for none
	stands map[digest]facts.Pos

	unparsed int // versions
}

// digest stands for a value.
type digest [16]byte

// digest makes one of the parts that make a value what it is. How a text is
// indented does not.
func (p *past) digest(parts ...[]byte) digest {
	mac := hmac.New(sha256.New, p.key)
	for _, part := range parts {
		for _, word := range bytes.Fields(part) {
			mac.Write(word)
		}
		mac.Write([]byte{0})
	}
	return digest(mac.Sum(nil))
}

// finding is a mark together with what makes it the same as another.
type finding struct {
	mark    facts.Mark
	digests []digest
}

// findings are the marks of an object that rules tell.
func (p *past) findings(o *facts.Object, text func(file string) []byte) []finding {
	var found []finding
	var lines lineIndex
	for _, m := range o.Marks {
		if m.Kind == facts.MarkMasked {
			continue
		}
		if lines.file != m.At.File {
			lines = indexLines(m.At.File, text(m.At.File))
		}
		found = append(found, finding{m, p.digests(m, lines)})
	}
	return found
}

// digests are what a mark is known by. A file that is secret as a whole is one
// thing under its name, whatever it holds, and under its content; a default is
// told for each field.
func (p *past) digests(m facts.Mark, lines lineIndex) []digest {
	switch m.Kind {
	case facts.MarkCommitted:
		all := []digest{p.digest([]byte("file"), []byte(m.At.File), []byte(m.Detector))}
		if len(lines.text) > 0 {
			all = append(all, p.digest([]byte("whole"), lines.text))
		}
		return all
	case facts.MarkWeakPlaceholder:
		return []digest{p.digest([]byte("field"), []byte(path.Base(m.At.File)), []byte(m.On.Key()), lines.at(m.At))}
	}
	return []digest{p.digest([]byte("value"), lines.at(m.At))}
}

// begin notes what stands today.
func (p *past) begin(today *source.Tree) {
	marks := p.findings(p.Object, func(file string) []byte { return textOf(today.File(file)) })
	slices.SortStableFunc(marks, func(a, b finding) int { return facts.ComparePos(a.mark.At, b.mark.At) })
	for _, f := range marks {
		for _, d := range f.digests {
			if _, known := p.stands[d]; !known {
				p.stands[d] = f.mark.At
			}
		}
	}
	p.Object.Marks = nil
	problems := slices.DeleteFunc(p.Object.Coverage.Problems, func(problem facts.Problem) bool { return !isOfToday(problem.At.File) })
	p.Object.Coverage = facts.Coverage{Problems: problems}
}

// isOfToday reports whether the text of today is used whatever the version: see
// source.History.
func isOfToday(file string) bool { return strings.HasPrefix(path.Base(file), ".") }

func textOf(f *source.File) []byte {
	if f == nil {
		return nil
	}
	text, err := f.Text()
	if err != nil {
		return nil
	}
	return text
}

// judged is what one version holds.
type judged struct {
	version source.Version // without its tree
	file    string
	object  *facts.Object
	found   []finding
}

func (p *past) judge(ctx context.Context, v source.Version) judged {
	o := CompileTree(ctx, v.Tree, p.roles, p.opt)
	f := v.File()
	j := judged{version: v, file: f.Path, object: o, found: p.findings(o, func(string) []byte { return textOf(f) })}
	j.version.Tree = nil
	return j
}

// follow judges versions in parallel and adds them up in their order.
func (p *past) follow(ctx context.Context, read func(visit func(source.Version) error) error) error {
	type job struct {
		version source.Version
		done    chan judged
	}
	workers := runtime.GOMAXPROCS(0)
	work, queue := make(chan *job), make(chan *job, 2*workers)
	var judging, adding sync.WaitGroup
	for range workers {
		judging.Go(func() {
			for j := range work {
				j.done <- p.judge(ctx, j.version)
			}
		})
	}
	adding.Go(func() {
		for j := range queue {
			p.add(<-j.done)
		}
	})
	err := read(func(v source.Version) error {
		j := &job{v, make(chan judged, 1)}
		queue <- j
		work <- j
		return nil
	})
	close(work)
	close(queue)
	judging.Wait()
	adding.Wait()
	return err
}

// add tells what a version brought that no earlier one had.
func (p *past) add(j judged) {
	p.Object.Coverage.Documents += j.object.Coverage.Documents
	problems := j.object.Coverage.Problems
	p.note(j.file, problems)
	before := len(p.Object.Marks)
	for _, f := range j.found {
		f.mark.Commit, f.mark.Date = j.version.ID, j.version.Date
		p.tell(f)
	}
	if brought := slices.Clone(p.Object.Marks[before:]); len(brought) > 0 {
		if len(problems) == 0 { // of what is not understood nothing is shown
			p.Blobs[Moment{brought[0].At.File, j.version.ID}] = j.version.Blob
		}
		p.keepBeside(j, brought)
	}
}

// note adds what of a version could not be understood. That a text of the past
// does not parse is no fault of today: such texts are counted.
func (p *past) note(file string, problems []facts.Problem) {
	unparsed := false
	for _, problem := range problems {
		switch {
		case problem.Code == facts.FaultSyntax || problem.Code == facts.FaultTooDeep:
			unparsed = unparsed || problem.At.File == file
		case slices.Contains(p.Object.Coverage.Problems, problem):
		case len(p.Object.Coverage.Problems) < maxPastProblems:
			p.Object.Coverage.Problems = append(p.Object.Coverage.Problems, problem)
		}
	}
	if unparsed {
		p.unparsed++
	}
}

// untold stands for a value that is known and not told.
const untold = -1

// tell adds a mark that is the first of its value. One that is known adds what
// it knows of where the value stands: a file may have moved.
func (p *past) tell(f finding) {
	first := slices.IndexFunc(f.digests, func(d digest) bool { _, known := p.told[d]; return known })
	index := len(p.Object.Marks)
	if first >= 0 {
		index = p.told[f.digests[first]]
	}
	for _, d := range f.digests {
		if at, stands := p.stands[d]; stands && f.mark.Stands.File == "" {
			f.mark.Stands = at
		}
	}
	switch {
	case first >= 0 && index != untold && p.Object.Marks[index].Stands.File == "":
		p.Object.Marks[index].Stands = f.mark.Stands
	case first >= 0:
	case f.mark.Kind == facts.MarkWeakPlaceholder && f.mark.Stands.File == "":
		index = untold
	case index >= maxPastMarks:
		p.overflow()
		index = untold
	default:
		p.Object.Marks = append(p.Object.Marks, f.mark)
	}
	for _, d := range f.digests {
		p.told[d] = index
	}
}

// keepBeside keeps what the marks of a version need to be shown and suppressed:
// what is hidden on their lines, and the comments that cover them.
func (p *past) keepBeside(j judged, brought []facts.Mark) {
	near := func(from, to int) bool {
		return slices.ContainsFunc(brought, func(m facts.Mark) bool { return from <= m.At.Line && m.At.Line <= max(from, to) })
	}
	for _, m := range j.object.Marks {
		if m.Commit = j.version.ID; m.Kind == facts.MarkMasked && near(m.At.Line, m.At.EndLine) {
			p.Object.Marks = append(p.Object.Marks, m)
		}
	}
	for _, i := range j.object.Ignores {
		if i.Commit = j.version.ID; near(i.At.Line, i.Line) || len(i.Covers) > 0 {
			p.Object.Ignores = append(p.Object.Ignores, i)
		}
	}
}

func (p *past) overflow() {
	told := facts.Problem{At: facts.Pos{Repo: p.Object.Repo}, Code: facts.FaultTooLarge, Detail: fmt.Sprintf("its history holds more than %d values; only the first are told", maxPastMarks)}
	if !slices.Contains(p.Object.Coverage.Problems, told) {
		p.Object.Coverage.Problems = append(p.Object.Coverage.Problems, told)
	}
}

// lineIndex finds texts by their positions.
type lineIndex struct {
	file   string
	text   []byte
	starts []int
}

func indexLines(file string, text []byte) lineIndex {
	l := lineIndex{file: file, text: text, starts: []int{0}}
	for i, b := range text {
		if b == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

func (l lineIndex) at(p facts.Pos) []byte {
	from, to := l.offset(p.Line, p.Col), l.offset(max(p.EndLine, p.Line), p.EndCol)
	return l.text[from:max(from, to)]
}

func (l lineIndex) offset(line, col int) int {
	if line < 1 || line > len(l.starts) {
		return len(l.text)
	}
	return min(max(l.starts[line-1]+col-1, 0), len(l.text))
}
