package source

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// change is one line of git's raw format: what a path holds afterwards.
type change struct {
	mode, blob, path string
}

// Modes of entries that hold no text of their own.
const (
	modeNone    = "000000"
	modeLink    = "120000"
	modeProject = "160000"
)

// skip says why an entry of this mode is left out, or nothing.
func (c change) skip() string {
	switch c.mode {
	case modeLink:
		return "symbolic link"
	case modeProject:
		return "submodule"
	}
	return ""
}

// rawReader reads the output of "diff --raw -z" and of "log --raw -z -c" with
// the format "commit ...", whose parts end in NUL bytes. A merge has one more
// colon, mode and object for each further parent.
type rawReader struct {
	in      *bufio.Reader
	waiting string // the first change of a commit, which follows its header
}

// headerOf begins the line of a commit.
const headerOf = "commit "

// maxPart bounds a part, in bytes: more than any file system's longest path.
const maxPart = 1 << 16

func newRawReader(in io.Reader) *rawReader { return &rawReader{in: bufio.NewReaderSize(in, maxPart)} }

var errRaw = errors.New("git's answer is not understood")

// next returns the header of a commit or a change; io.EOF at the end.
func (r *rawReader) next() (header string, c change, err error) {
	part := r.waiting
	for r.waiting = ""; part == ""; {
		if part, err = r.part(); err != nil {
			return "", c, err
		}
	}
	if rest, ok := strings.CutPrefix(part, headerOf); ok {
		header, r.waiting, _ = strings.Cut(rest, "\n")
		return header, c, nil
	}
	fields := strings.Fields(strings.TrimLeft(part, ":"))
	parents := len(part) - len(strings.TrimLeft(part, ":"))
	if parents == 0 || len(fields) != 2*parents+3 {
		return "", c, errRaw
	}
	c.mode, c.blob = fields[parents], fields[2*parents+1]
	if c.path, err = r.part(); err != nil {
		return "", c, errRaw
	}
	return "", c, nil
}

// part reads to the next NUL byte, which the header of a last commit without
// changes lacks. Of one that is too long an unusable rest is
// left, which no list of files takes: it is no UTF-8.
func (r *rawReader) part() (string, error) {
	text, err := r.in.ReadSlice(0)
	if err == nil || errors.Is(err, io.EOF) && len(text) > 0 {
		return string(bytes.TrimSuffix(text, []byte{0})), nil
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = r.in.ReadSlice(0)
	}
	if err != nil {
		return "", err
	}
	return "\xff", nil
}
