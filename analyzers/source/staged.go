package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// OpenStaged lists the files of the index that differ from the last commit,
// with the texts they have in the index: what the next commit brings. Other
// files are found by File as the index has them, until ctx ends. It fails with
// ErrNoGit where there is no index.
//
// What git runs a hook with is heeded where it is about this repository: the
// index of "commit -a" is another than the checkout's.
func OpenStaged(ctx context.Context, repo, dir string, opt Options) (*Tree, error) {
	root, err := rootOf(repo, dir)
	if err != nil {
		return nil, err
	}
	c := checkout{dir: root, index: hookIndex(ctx, root)}
	texts, err := openObjects(ctx, c, true)
	if err != nil {
		return nil, fmt.Errorf("open repository %s: %w", repo, err)
	}
	out, err := c.output(ctx, "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative", "--no-ext-diff",
		"--no-textconv", "--ignore-submodules=none", "--diff-filter=ACMTU")
	if err != nil {
		texts.close()
		return nil, fmt.Errorf("list what is staged in %s: %w", repo, noCheckout(ctx, root, err))
	}
	t := newTree(repo, root)
	t.ByGit = true
	if err := t.stage(texts, out, opt.Exclude); err != nil {
		texts.close()
		return nil, fmt.Errorf("read what is staged in %s: %w", repo, err)
	}
	t.elsewhere = newLookups(func(name string) *File { return indexed(texts, repo, name) }).file
	return t, nil
}

// stage adds the files that git listed.
func (t *Tree) stage(texts *objects, listed []byte, exclude []string) error {
	var wanted []change
	var ids []string
	for raw := newRawReader(bytes.NewReader(listed)); ; {
		_, c, err := raw.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		why := c.skip()
		if why == "" {
			why = unwanted(c.path, exclude)
		}
		switch {
		case c.mode == modeNone:
			t.skipped["in conflict"]++
		case why != "":
			t.skipped[why]++
		default:
			wanted, ids = append(wanted, c), append(ids, c.blob)
		}
	}
	err := texts.askAll(ids, func(i int, o object) error {
		f := o.fileOf(t.Repo, wanted[i].path)
		if !o.isBlob() {
			f = &File{Repo: t.Repo, Path: wanted[i].path}
			f.fill(nil, errors.New("its text is not in the repository"))
		}
		t.insert(f)
		return nil
	})
	slices.SortFunc(t.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return err
}

// indexed is a file as the index has it.
func indexed(texts *objects, repo, name string) *File {
	if !isInside(name) {
		return nil
	}
	o, err := texts.ask(":./" + name)
	if err != nil || !o.isBlob() {
		return nil
	}
	return o.fileOf(repo, name)
}
