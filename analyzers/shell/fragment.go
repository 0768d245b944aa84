package shell

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Fragment is shell inside a file of another kind: the recipe of a task
// runner. Its text is the file's, with everything else blanked, so that places
// in it are places in the file.
type Fragment struct {
	File *source.File
	Text []byte
}

// RunFragments follows fragments, each on its own, as if they were scripts. One
// that does not parse is left out: what the task runner makes of it is not
// known.
func RunFragments(ctx context.Context, tree *source.Tree, cfg source.Config, fragments []Fragment) source.Part {
	var part source.Part
	e := newEmitter(&part)
	for _, f := range fragments {
		if ctx.Err() != nil {
			break
		}
		parsed, err := shelltext.Parse(f.Text)
		if err != nil || len(f.Text) > shelltext.MaxScript {
			continue
		}
		part.Documents++
		s := &script{file: f.File, text: f.Text, tree: parsed, assigned: assignedNames(parsed)}
		in := &interpreter{ctx: ctx, tree: tree, cfg: cfg, out: e, scripts: map[string]*script{}}
		in.script(s)
	}
	e.finish()
	return part
}

// Parses reports whether a text is a shell script.
func Parses(text []byte) bool {
	_, err := shelltext.Parse(text)
	return err == nil
}
