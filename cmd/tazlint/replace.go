package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strconv"
)

// bom may begin a file of UTF-8 and is no part of its text.
var bom = []byte("\xef\xbb\xbf")

// replacement is a file that gets another text. The file is the one that a link
// leads to, and lies in the repository.
type replacement struct {
	root          *os.Root
	name, shown   string // in the repository; for a person
	temp          string // the new text, beside the file
	before, after []byte // whole contents
	mode          fs.FileMode
}

// replacements are files of which all or none are replaced.
type replacements struct {
	roots map[string]*os.Root
	list  []*replacement
}

// add looks at a file: it must still be what was compiled.
func (r *replacements) add(dir, name, shown string, before, after []byte) error {
	target, err := filepath.EvalSymlinks(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return fmt.Errorf("%s: %w", shown, cause(err))
	}
	relative, err := filepath.Rel(dir, target)
	if err != nil || !filepath.IsLocal(relative) {
		return fmt.Errorf("%s: it is a link that leads out of its repository", shown)
	}
	if r.roots == nil {
		r.roots = map[string]*os.Root{}
	}
	if r.roots[dir] == nil {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return fmt.Errorf("%s: %w", shown, cause(err))
		}
		r.roots[dir] = root
	}
	one := &replacement{root: r.roots[dir], name: filepath.ToSlash(relative), shown: shown, before: before, after: after}
	if err := one.check(); err != nil {
		return err
	}
	for _, other := range r.list {
		if other.root == one.root && other.name == one.name {
			if !bytes.Equal(other.after, one.after) {
				return fmt.Errorf("%s: two names of one file would get different texts", shown)
			}
			return nil
		}
	}
	r.list = append(r.list, one)
	return nil
}

// check reads the file once more.
func (one *replacement) check() error {
	info, err := one.root.Lstat(one.name)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no longer a file")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", one.shown, cause(err))
	}
	text, err := one.root.ReadFile(one.name)
	if err != nil {
		return fmt.Errorf("%s: %w", one.shown, cause(err))
	}
	if rest, marked := bytes.CutPrefix(text, bom); marked && bytes.Equal(rest, one.before) {
		one.before, one.after = text, append(bytes.Clone(bom), one.after...)
	}
	if !bytes.Equal(text, one.before) {
		return fmt.Errorf("%s: it was changed by someone else meanwhile", one.shown)
	}
	one.mode = info.Mode().Perm()
	return nil
}

// write replaces all files, each by renaming, so that no reader finds half of
// one. Where one fails those before it get their texts back.
func (r *replacements) write() error {
	defer r.clean()
	for _, one := range r.list {
		if err := one.prepare(one.after); err != nil {
			return restore(nil, err)
		}
	}
	for i, one := range r.list {
		err := one.check()
		if err == nil {
			err = one.rename()
		}
		if err != nil {
			return restore(r.list[:i], err)
		}
	}
	return nil
}

// restore gives files the texts that they had, after an error.
func restore(written []*replacement, after error) error {
	all := []error{fmt.Errorf("nothing is written: %w", after)}
	for _, one := range written {
		err := one.prepare(one.before)
		if err == nil {
			err = one.rename()
		}
		if err != nil {
			all[0] = after
			all = append(all, fmt.Errorf("%w; it keeps its new text", err))
		}
	}
	return errors.Join(all...)
}

// prepare writes a text beside the file.
func (one *replacement) prepare(text []byte) error {
	one.temp = path.Join(path.Dir(one.name), ".tazlint-"+strconv.FormatUint(rand.Uint64(), 36))
	out, err := one.root.OpenFile(one.temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = out.Write(text)
		err = errors.Join(err, out.Chmod(one.mode), out.Close())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", one.shown, cause(err))
	}
	return nil
}

func (one *replacement) rename() error {
	if err := one.root.Rename(one.temp, one.name); err != nil {
		return fmt.Errorf("%s: %w", one.shown, cause(err))
	}
	one.temp = ""
	return nil
}

// clean removes what is left of an attempt.
func (r *replacements) clean() {
	for _, one := range r.list {
		if one.temp != "" {
			one.root.Remove(one.temp)
		}
	}
	for _, root := range r.roots {
		root.Close()
	}
}

// cause is an error without the path of a temporary file.
func cause(err error) error {
	if of := new(fs.PathError); errors.As(err, &of) {
		return of.Err
	}
	if of := new(os.LinkError); errors.As(err, &of) {
		return of.Err
	}
	return err
}
