package recipe

import (
	"context"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

// FuzzRecipes feeds any text to each reader: nothing may panic, and what is
// taken must lie in the file.
func FuzzRecipes(f *testing.F) {
	f.Add([]byte("a:\n\t@kubectl create secret generic x -n y \\\n\t  --from-literal=a=$(B)\n"))
	f.Add([]byte("run = [\"kubectl\", 'x', '''y"))
	f.Add([]byte("tasks:\n  a:\n    cmds:\n      - |\n        kubectl {{.X}}\n      - 'x'\n"))
	f.Add([]byte("-include .env\nexport\nset dotenv-load\nx := env_var(\"A\")\nA=~/secrets/b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range []string{"Makefile", "justfile", "mise.toml", "Taskfile.yaml"} {
			tree := source.New("r", map[string][]byte{name: text, ".env": text})
			file := tree.File(name)
			content, err := file.Text()
			if err != nil {
				continue
			}
			for _, r := range reader(file)(file, content) {
				for _, e := range r {
					if e.from < 0 || e.from > e.to || e.to > len(content) {
						t.Fatalf("%s: %v of %d bytes", name, e, len(content))
					}
				}
			}
			Run(context.Background(), tree, source.Config{})
		}
	})
}
