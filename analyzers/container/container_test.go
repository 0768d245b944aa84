package container

import (
	"context"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

// FuzzContainers feeds any text as a file of either sort.
func FuzzContainers(f *testing.F) {
	f.Add([]byte("{// x\n\"mounts\": [\"source=~/secrets,target=/s\"], /* y */ \"containerEnv\": {\"A\": \"/s/x\"},}"))
	f.Add([]byte("services: {a: {env_file: [~/secrets/x], volumes: ['~/secrets/y:/y']}}\nsecrets: {z: {file: ~/secrets/z}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		tree := source.New("r", map[string][]byte{".devcontainer/devcontainer.json": text, "compose.yaml": text})
		for _, r := range Run(context.Background(), tree, source.Config{}).Refs {
			if r.At.Line < 1 {
				t.Fatalf("%s has no place", r.To)
			}
		}
	})
}
