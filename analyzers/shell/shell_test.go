package shell_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell"
	"github.com/tazzo/tazlint/analyzers/source"
)

func run(text string) source.Part {
	tree := source.New("repo", map[string][]byte{"run.sh": []byte(text)})
	return shell.Run(context.Background(), tree, source.Config{Mounts: []string{"~/secrets"}})
}

// TestPositions holds that a helper's call is what a person has to edit.
func TestPositions(t *testing.T) {
	t.Parallel()
	part := run("f() { export \"$1=$(cat \"$HOME/secrets/${2:-$1}\")\"; }\nf TOKEN 'the-token'\nf ONLY\n")
	got := map[string]string{}
	for _, r := range part.Refs {
		got[string(r.To)] = fmt.Sprintf("%d:%d-%d", r.At.Line, r.At.Col, r.At.EndCol)
	}
	if diff := cmp.Diff(map[string]string{"vault-file:the-token": "2:9-20", "vault-file:ONLY": "3:3-7"}, got); diff != "" {
		t.Errorf("positions (-want +got):\n%s", diff)
	}
}

// TestHostile runs scripts made to exhaust whoever follows them.
func TestHostile(t *testing.T) {
	t.Parallel()
	deep := func(open, middle, end string, n int) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
	}
	for name, text := range map[string]string{
		"recursion":    "f() { g \"$@\"; f \"$@\"; }\ng() { f \"$1$1\"; g x; }\nf a || g b\n",
		"doubling":     "X=aaaaaaaa\n" + strings.Repeat("X=$X$X; export X\n", 100),
		"fan-out":      fanOut(40),
		"nested-if":    deep("if true; then\n", "true\n", "fi\n", 3000),
		"nested-subst": deep("$(echo ", "x", ")", 3000),
		"nested-cond":  deep("if [ -f $(", "x", ") ]; then :; fi", 30),
		"quotes":       deep("\"$(", "cat ~/secrets/x", ")\"", 2000),
		"long-chain":   "true" + strings.Repeat(" && true", 20000),
		"loops":        deep("for i in 1 2 3 4 5 6 7 8 9; do ", "echo $i", "; done", 12),
		"variables":    variables(3000),
		"unclosed":     strings.Repeat("(", 30000),
		"in-quotes":    strings.Repeat("bash -c 'cat ~/secrets/x; sh -c \"cat $1 | xargs sh -c x\"' a b\n", 3000),
		"in-itself":    "X='bash -c \"$X\"'; f() { bash -c \"$1\" _ \"$1\"; f \"$1\"; }; f 'f; bash -c \"$0 $X\"'\n" + deep("bash -c \"sh -c ", "x", "\"", 2000),
		"function":     "f() { cat ~/secrets/$1; }\n" + strings.Repeat("f a\n", 20000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done := make(chan source.Part, 1)
			go func() { done <- run(text) }()
			select {
			case <-done:
			case <-time.After(time.Minute):
				t.Fatal("does not end")
			}
		})
	}
}

func fanOut(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "f%d() { f%d; f%d; f%d; }\n", i, i+1, i+1, i+1)
	}
	b.WriteString("f0\n")
	return b.String()
}

func variables(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "v%d=%d\nif true; then v%d=x; fi\n", i, i, i)
	}
	return b.String()
}

// FuzzRun holds that any script is survived and that facts decode.
func FuzzRun(f *testing.F) {
	for _, seed := range []string{
		"", "export X=$(cat ~/secrets/x)\n", "f() { export \"$1\"=\"$(<~/secrets/$2)\"; }; f A b\n", "for n in a b; do export \"${n^^}\"=$n; done\n",
		"cat <<EOF | kubectl apply -f -\nkind: Secret\napiVersion: v1\nmetadata: {name: x}\ndata: {a: $X}\nEOF\n",
		"kubectl create secret generic a -n b --from-literal=c=d\n", "vault kv put a/b c=@d -mount=\n", "read -r a b <<< \"x y\"; mapfile\nread -p\n",
		"declare -A m=([a]=b); echo ${m[a]} ${!m[@]} ${m[@]:1} ${x%%:*} ${x//a/b} ${!y}\n", "[ ! -f ~/secrets/x ] && { exit 1; }\n", "infisical secrets set A=b; op read op://; jq\n",
		"set -euo pipefail\nA=$(vault kv get -field=a b/c)\nA=$(cat ~/secrets/a)\nf() { [ -z \"${!1}\" ] || return; export \"$1=$(tr -d ' ' < ~/secrets/$2)\"; }\nf CA ca.crt\n",
		"VAULT_ADDR=x; vault status; tr -d; cp a b chmod 600 c; kubectl wait pod -l a=b; kubectl delete es/ -n; if ! vault a; then b=$?; fi\n",
		"bash -c 'cat ~/secrets/$1' _ a; ssh -i k h \"sh -s\" <<X\nexport A=$B\nX\nsu - u -c \"$0\"; echo a | xargs -I{} sh -c '{}'; timeout 5\n",
		"kubectl get secret a/ b -n c -o jsonpath={.data.x}{.data['y']} | jq .data.z; kubectl get secrets/ -ojson --template=\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		part := run(text)
		object := facts.Object{Format: facts.Format, Defs: part.Defs, Refs: part.Refs, Marks: part.Marks}
		var out strings.Builder
		if err := facts.Encode(&out, &object); err != nil {
			t.Fatal(err)
		}
		if _, err := facts.Decode(strings.NewReader(out.String())); err != nil {
			t.Fatal(err)
		}
	})
}
