package shell

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/source"
)

func TestDemands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, script string
		want        []string
	}{
		{"an error where unset", `: "${A:?}" "${B?words}"`, []string{"A", "B"}},
		{"set -u", "set -euo pipefail\necho $A ${B%x} ${C:-} ${D+x} $1 $HOME", []string{"A", "B"}},
		{"nounset by name", "set -o nounset\necho $A", []string{"A"}},
		{"without set -u", "echo $A", nil},
		{"relaxed later", "set -u\nset +u\necho $A", nil},
		{"assigned anywhere", "echo ${A:?}\nif x; then A=1; fi\n: ${B:=1} ${B:?}", nil},
		{"in a branch", "if x; then echo ${A:?}; fi\nx && echo ${B:?}\n(echo ${C:?})", nil},
		{"of a helper", "f() { echo ${A:?}; }\ng() { echo ${B:?}; }\nf", []string{"A"}},
		{"behind a quiet end", "[ -f x ] || exit 0\necho ${A:?}", nil},
		{"behind a loud end", "die() { exit 1; }\n[ -f x ] || die\necho ${A:?}", []string{"A"}},
		{"behind another program", "exec other\necho ${A:?}", nil},
		{"text of elsewhere", ". ./env\necho ${A:?}", nil},
		{"a template", "echo {{ x }} ${A:?}", []string{"A"}},
		{"exported by a name that is computed", "export \"$n=1\"\necho ${A:?}", nil},
	} {
		tree := source.New("r", map[string][]byte{"s.sh": []byte(c.script)})
		if diff := cmp.Diff(c.want, Demands(tree.File("s.sh"))); diff != "" {
			t.Errorf("%s: %s", c.why, diff)
		}
	}
}

// FuzzDemands feeds any text as a script.
func FuzzDemands(f *testing.F) {
	f.Add([]byte("set -u\nf() { f; echo $A; }\nf || exit 0\n: ${B:?$C}"))
	f.Fuzz(func(_ *testing.T, text []byte) {
		Demands(source.New("r", map[string][]byte{"s.sh": text}).File("s.sh"))
	})
}
