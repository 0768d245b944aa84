package source

import (
	"context"
	"time"
)

// maxAnswer is how long git may take to judge one name.
const maxAnswer = 10 * time.Second

type prefixKey struct{}

// IgnoredAbove reports whether git leaves a path of the tree out for a rule that
// stands above the tree: where the tree is a directory of a larger checkout.
// Git is asked for the name only.
func (t *Tree) IgnoredAbove(name string) bool {
	if !t.ByGit {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), maxAnswer)
	defer cancel()
	prefix := t.Once(prefixKey{}, func() any {
		out, err := git(ctx, t.Dir, "rev-parse", "--show-prefix")
		return err == nil && len(out) > 1
	}).(bool)
	if !prefix {
		return false
	}
	_, err := git(ctx, t.Dir, "check-ignore", "--no-index", "--quiet", "--", "./"+name)
	return err == nil
}
