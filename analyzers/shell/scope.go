package shell

import (
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// variable is what is known of a shell variable at one point of the script.
type variable struct {
	texts    values
	list     []values // of an array
	keys     []values // of an associative array, beside list
	exported bool
	lent     bool      // by a program to its child: it is no place of its own
	plain    bool      // holds no secret, whatever its name says
	at       facts.Pos // where it was assigned last
	used     *bool     // something read it since
	epoch    int       // how many other programs had run when it was assigned
}

// frame is the variables of one function call, or those of the script.
type frame struct {
	vars     map[string]variable
	args     []values        // $1, $2, ...
	openArgs bool            // the arguments are not known
	name     values          // $0, if it is not the script
	guarded  map[string]bool // vault paths whose absence ends the function quietly
	left     bool            // the function may have ended before
}

func newFrame() *frame {
	return &frame{vars: map[string]variable{}, guarded: map[string]bool{}}
}

// scope is the stack of frames: shell variables are looked up in the callers'
// frames too.
type scope []*frame

func (s scope) top() *frame { return s[len(s)-1] }

func (s scope) get(name string) (variable, bool) {
	for _, f := range slices.Backward(s) {
		if v, found := f.vars[name]; found {
			return v, true
		}
	}
	return variable{}, false
}

// set changes the variable in the innermost frame that has it, else in the
// script's.
func (s scope) set(name string, v variable) {
	for _, f := range slices.Backward(s) {
		if _, found := f.vars[name]; found {
			f.vars[name] = v
			return
		}
	}
	s[0].vars[name] = v
}

// size is what a clone costs.
func (s scope) size() int {
	n := 0
	for _, f := range s {
		n += len(f.vars) + 1
	}
	return n
}

func (s scope) clone() scope {
	out := make(scope, len(s))
	for i, f := range s {
		c := *f
		c.vars, c.guarded = maps.Clone(f.vars), maps.Clone(f.guarded)
		out[i] = &c
	}
	return out
}

// merge makes the scope what it is after either of two ways through the script.
// What only one of them set counts as set: its being unset is no text.
func (s scope) merge(other scope) {
	for i, f := range s {
		for name, theirs := range other[i].vars {
			ours, found := f.vars[name]
			if !found {
				f.vars[name] = theirs
				continue
			}
			f.vars[name] = joinVariables(ours, theirs)
		}
		maps.Copy(f.guarded, other[i].guarded)
	}
}

func joinVariables(a, b variable) variable {
	v := variable{texts: join(a.texts, b.texts), list: a.list, keys: a.keys, exported: a.exported || b.exported, at: a.at, used: eitherUsed(a.used, b.used), epoch: a.epoch}
	if len(b.list) > len(a.list) {
		v.list, v.keys = b.list, b.keys
	}
	return v
}

// eitherUsed is whether one of two texts of a variable was read.
func eitherUsed(a, b *bool) *bool {
	if a == nil || b != nil && *b {
		return b
	}
	return a
}
