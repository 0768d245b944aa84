package source

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// objects answers what objects of a repository hold: one process of git for all
// of them. It may be asked by several goroutines and ends with its context.
type objects struct {
	mu        sync.Mutex
	ctx       context.Context
	cmd       *exec.Cmd
	in        io.WriteCloser
	out       *bufio.Reader
	complaint complaint
	texts     bool // it tells texts, not only sizes
	end       func()
}

// object is an answer.
type object struct {
	kind string // "blob", or empty where there is none of that name
	size int64
	text []byte // nil above MaxFileSize
}

func (o object) isBlob() bool { return o.kind == "blob" }

// openObjects starts the process; without texts it tells sizes only.
func openObjects(ctx context.Context, c checkout, texts bool) (*objects, error) {
	mode := "--batch"
	if !texts {
		mode = "--batch-check"
	}
	o := &objects{ctx: ctx, cmd: c.command(ctx, "cat-file", mode), texts: texts}
	o.cmd.Stderr = &o.complaint
	var err error
	if o.in, err = o.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := o.cmd.Start(); err != nil {
		return nil, err
	}
	o.out = bufio.NewReaderSize(out, 1<<16)
	o.end = sync.OnceFunc(func() {
		_ = o.in.Close()
		_ = o.cmd.Wait()
	})
	context.AfterFunc(ctx, o.end)
	return o, nil
}

func (o *objects) close() { o.end() }

// ask looks one object up. Its name must not hold a line break.
func (o *objects) ask(name string) (object, error) {
	var found object
	err := o.askAll([]string{name}, func(_ int, answer object) error {
		found = answer
		return nil
	})
	return found, err
}

// askAll looks objects up in their order. Once each fails nothing more can be
// asked.
func (o *objects) askAll(names []string, each func(int, object) error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	var writing sync.WaitGroup
	writing.Go(func() {
		w := bufio.NewWriter(o.in)
		for _, name := range names {
			_, _ = w.WriteString(name)
			_ = w.WriteByte('\n')
		}
		_ = w.Flush() // a process that is gone shows when its answer is read
	})
	defer writing.Wait()
	for i := range names {
		answer, err := o.answer()
		if err != nil {
			o.close()
			return o.complaint.explain(o.ctx, "cat-file", err)
		}
		if err := each(i, answer); err != nil {
			o.close()
			return err
		}
	}
	return nil
}

// answer reads "<id> <kind> <size>" and, where texts are told, the text; or a
// line that ends in another word.
func (o *objects) answer() (object, error) {
	line, err := o.out.ReadString('\n')
	if err != nil {
		return object{}, err
	}
	fields := strings.Fields(line)
	n := len(fields)
	if n != 3 {
		return object{}, nil
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return object{}, nil // "NAME missing", of a name with a space
	}
	found := object{kind: fields[1], size: size}
	if !o.texts {
		return found, nil
	}
	if size > MaxFileSize || !found.isBlob() {
		_, err = io.CopyN(io.Discard, o.out, size)
	} else {
		found.text = make([]byte, size)
		_, err = io.ReadFull(o.out, found.text)
	}
	if err == nil {
		_, err = o.out.Discard(1)
	}
	if err != nil {
		return object{}, fmt.Errorf("the text of an object ends early: %w", err)
	}
	return found, nil
}

// fileOf makes a file of an object.
func (o object) fileOf(repo, name string) *File {
	f := &File{Repo: repo, Path: name}
	if o.size > MaxFileSize {
		f.fill(nil, ErrTooLarge)
	} else {
		f.fill(clean(o.text))
	}
	return f
}

// lookups finds files that a tree does not list, each once.
type lookups struct {
	mu    sync.Mutex
	found map[string]*File
	find  func(name string) *File
}

func (l *lookups) file(name string) *File {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, known := l.found[name]
	if !known {
		f = l.find(name)
		l.found[name] = f
	}
	return f
}

func newLookups(find func(name string) *File) *lookups {
	return &lookups{found: map[string]*File{}, find: find}
}
