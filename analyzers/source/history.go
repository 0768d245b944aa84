package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Version is a text that a file got with a commit.
type Version struct {
	Tree *Tree  // of this file alone
	Blob string // the text's id
	Commit
}

// Commit names a commit.
type Commit struct {
	ID   string // in full
	Date string // when it was made: YYYY-MM-DD
}

// File is the version's file.
func (v Version) File() *File { return v.Tree.Files[0] }

// HistoryOptions say how a history is read.
type HistoryOptions struct {
	Options
	Today    *Tree                 // answers for files whose names begin with a dot: the rules of today hold; nil for none
	Progress func(done, total int) // is told of every commit and of how many there are; total is 0 while it is not known
}

// Past says what of a history was read.
type Past struct {
	Commits  int
	Versions int // texts under a name
	Skipped  map[string]int
	Shallow  bool // older commits are not in this clone
}

// History visits every text that the commits of any branch, tag or other
// reference bring, once for each name it has: the name decides how a text is
// read. Older commits come first, and no more than a few texts are held.
//
// Files beside a version's are looked up in its commit, except for those whose
// names begin with a dot: what they allow or demand is what the tree of today
// says. It fails with ErrNoGit where there is no history.
func History(ctx context.Context, repo, dir string, opt HistoryOptions, visit func(Version) error) (Past, error) {
	root, err := rootOf(repo, dir)
	if err != nil {
		return Past{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h := &history{ctx: ctx, checkout: checkout{dir: root}, repo: repo, opt: opt, visit: visit, seen: map[[20]byte]struct{}{}}
	h.past.Skipped = map[string]int{}
	if err := h.open(); err != nil {
		return h.past, fmt.Errorf("read history of %s: %w", repo, err)
	}
	defer h.close()
	if err := h.read(); err != nil {
		return h.past, fmt.Errorf("read history of %s: %w", repo, err)
	}
	return h.past, nil
}

// history is one run through the commits.
type history struct {
	checkout
	ctx     context.Context
	repo    string
	opt     HistoryOptions
	visit   func(Version) error
	prefix  string // of the directory in its repository: empty, or with a slash at the end
	sizes   *objects
	texts   *objects
	beside  *objects
	missing map[string]bool // blobs that a partial clone lacks
	seen    map[[20]byte]struct{}
	total   chan int
	known   int
	past    Past
	waiting []pending
}

// pending is a version that was not read yet.
type pending struct {
	change
	Commit
}

// chunk is how many versions are asked for at once.
const chunk = 128

func (h *history) open() error {
	out, err := h.output(h.ctx, "rev-parse", "--is-shallow-repository", "--show-prefix")
	if err != nil {
		return noCheckout(h.ctx, h.dir, err)
	}
	shallow, prefix, _ := strings.Cut(string(out), "\n")
	h.past.Shallow, h.prefix = shallow == "true", strings.TrimSuffix(prefix, "\n")
	if h.missing, err = h.lacking(); err != nil {
		return err
	}
	h.countLoose()
	for _, o := range []struct {
		to    **objects
		texts bool
	}{{&h.sizes, false}, {&h.texts, true}, {&h.beside, true}} {
		if *o.to, err = openObjects(h.ctx, h.checkout, o.texts); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) close() {
	for _, o := range []*objects{h.sizes, h.texts, h.beside} {
		o.close()
	}
}

// countLoose counts the tags that name a file or a tree: no commit brought it.
// What of this fails, fails again where the commits are read.
func (h *history) countLoose() {
	out, _ := h.output(h.ctx, "for-each-ref", "--format=%(objecttype) %(*objecttype)")
	for line := range strings.Lines(string(out)) {
		if sorts := strings.Fields(line); len(sorts) > 0 && (sorts[len(sorts)-1] == "blob" || sorts[len(sorts)-1] == "tree") {
			h.past.Skipped["tag of no commit"]++
		}
	}
}

// lacking lists the blobs that a partial clone would have to fetch: some
// versions of git cannot be kept from trying when they are asked for one.
func (h *history) lacking() (map[string]bool, error) {
	out, err := h.output(h.ctx, "config", "--get-regexp", `^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$`)
	if err != nil || len(out) == 0 {
		return nil, h.ctx.Err() // code 1: none is set
	}
	if out, err = h.output(h.ctx, "rev-list", "--objects", "--all", "--missing=print"); err != nil {
		return nil, err
	}
	missing := map[string]bool{}
	for line := range bytes.Lines(out) {
		if id, ok := bytes.CutPrefix(line, []byte("?")); ok {
			missing[string(bytes.TrimSpace(id))] = true
		}
	}
	return missing, nil
}

// read follows the commits.
func (h *history) read() error {
	h.count()
	cmd := h.command(h.ctx, "log", "--all", "--topo-order", "--reverse", "--raw", "-z", "--no-abbrev", "--no-renames", "--root", "-c",
		"--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--no-show-signature", "--no-decorate", "--no-mailmap", "--no-notes",
		"--format=format:"+headerOf+"%H %cs")
	var said complaint
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = h.follow(newRawReader(out))
	if err != nil {
		_ = cmd.Process.Kill()
	}
	_, _ = io.Copy(io.Discard, out)
	if ended := cmd.Wait(); err == nil {
		err = said.explain(h.ctx, "log", ended)
	}
	if h.ctx.Err() != nil {
		return h.ctx.Err()
	}
	return err
}

// count asks for the number of commits, where somebody wants to know.
func (h *history) count() {
	if h.opt.Progress == nil {
		return
	}
	h.total = make(chan int, 1)
	go func() {
		out, err := h.output(h.ctx, "rev-list", "--count", "--all")
		if n, bad := strconv.Atoi(strings.TrimSpace(string(out))); err == nil && bad == nil {
			h.total <- n
		}
	}()
}

func (h *history) tell() {
	h.past.Commits++
	if h.opt.Progress == nil {
		return
	}
	select {
	case h.known = <-h.total:
	default:
	}
	h.opt.Progress(h.past.Commits, h.known)
}

func (h *history) follow(raw *rawReader) error {
	var now Commit
	for h.ctx.Err() == nil {
		header, c, err := raw.next()
		switch {
		case errors.Is(err, io.EOF):
			return h.flush()
		case err != nil:
			return err
		case header != "":
			now.ID, now.Date, _ = strings.Cut(header, " ")
			h.tell()
			continue
		}
		if h.want(&c) {
			h.waiting = append(h.waiting, pending{c, now})
		}
		if len(h.waiting) == chunk {
			if err := h.flush(); err != nil {
				return err
			}
		}
	}
	return h.ctx.Err()
}

// want decides whether a change brings a version to visit, and turns its path
// into one of the directory.
func (h *history) want(c *change) bool {
	name, below := strings.CutPrefix(c.path, h.prefix)
	if c.mode == modeNone || !below {
		return false
	}
	sum := sha256.Sum256([]byte(c.blob + c.path))
	key := [20]byte(sum[:])
	if _, twice := h.seen[key]; twice {
		return false
	}
	h.seen[key] = struct{}{}
	why := c.skip()
	if why == "" {
		why = unwanted(name, h.opt.Exclude)
	}
	switch {
	case why != "":
	case !fs.ValidPath(name):
		why = "with a name that no checkout has"
	case h.missing[c.blob]:
		why = "not in this partial clone"
	}
	if why != "" {
		h.past.Skipped[why]++
	}
	c.path = name
	return why == ""
}

// flush reads and visits what waits: first the sizes, so that git need not
// unpack what is too large.
func (h *history) flush() error {
	ids := make([]string, len(h.waiting))
	for i, p := range h.waiting {
		ids[i] = p.blob
	}
	var small []pending
	err := h.sizes.askAll(ids, func(i int, o object) error {
		switch {
		case !o.isBlob():
			return fmt.Errorf("object %s is not in the repository", ids[i])
		case o.size > MaxFileSize:
			h.past.Skipped[ErrTooLarge.Error()]++
		default:
			small = append(small, h.waiting[i])
		}
		return nil
	})
	if err != nil {
		return err
	}
	ids = ids[:0]
	for _, p := range small {
		ids = append(ids, p.blob)
	}
	h.waiting = h.waiting[:0]
	return h.texts.askAll(ids, func(i int, o object) error {
		if !o.isBlob() {
			return fmt.Errorf("object %s is not in the repository", ids[i])
		}
		return h.show(small[i], o)
	})
}

func (h *history) show(p pending, o object) error {
	f := o.fileOf(h.repo, p.path)
	if errors.Is(f.err, ErrBinary) {
		h.past.Skipped[ErrBinary.Error()]++ // still visited: some are secret by their names
	}
	h.past.Versions++
	t := newTree(h.repo, h.dir)
	t.ByGit, t.Commit = true, p.ID
	t.insert(f)
	t.elsewhere = newLookups(func(name string) *File { return h.lookUp(p.Commit, name) }).file
	return h.visit(Version{Tree: t, Blob: p.blob, Commit: p.Commit})
}

// lookUp finds a file beside a version's.
func (h *history) lookUp(c Commit, name string) *File {
	if strings.HasPrefix(path.Base(name), ".") {
		if h.opt.Today == nil {
			return nil
		}
		return h.opt.Today.File(name)
	}
	if !isInside(h.prefix + name) {
		return nil
	}
	o, err := h.beside.ask(c.ID + ":" + h.prefix + name)
	if err != nil || !o.isBlob() {
		return nil
	}
	return o.fileOf(h.repo, name)
}

// isInside reports whether a name can be asked for: of a file inside of the
// directory, on one line.
func isInside(name string) bool {
	return fs.ValidPath(name) && !strings.ContainsFunc(name, unicode.IsControl)
}

// Skips lists what was left out.
func (p Past) Skips() []facts.Skip {
	var all []facts.Skip
	for why, n := range p.Skipped {
		all = append(all, facts.Skip{Why: why, Files: n})
	}
	return all
}

// Texts reads texts of a repository by their ids, until ctx ends.
type Texts struct{ objects *objects }

// OpenTexts starts to read texts of the repository in dir.
func OpenTexts(ctx context.Context, dir string) (*Texts, error) {
	o, err := openObjects(ctx, checkout{dir: dir}, true)
	if err != nil {
		return nil, err
	}
	return &Texts{o}, nil
}

// Text returns the text of an id without a byte order mark. It fails with the
// same errors as that of a File.
func (t *Texts) Text(id string) ([]byte, error) {
	o, err := t.objects.ask(id)
	if err != nil {
		return nil, err
	}
	if !o.isBlob() {
		return nil, errors.New("no such text")
	}
	return o.fileOf("", "").Text()
}
