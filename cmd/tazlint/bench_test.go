package main

import (
	"fmt"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// BenchmarkLint is the main job on the example estate in a process that has
// run it before: 166 files, 314 documents, 468 references, all rules.
//
// Ledger (2 shared cores, Go 1.26): 76-107 ms, 34 MB and 319,000 allocations a run.
func BenchmarkLint(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		output(b, "lint", estate+"/tazlab-k8s")
	}
}

// BenchmarkStaged is what a hook does for five staged files beside some or many
// that are not, in a process that has done it before.
//
// Ledger (2 shared cores, others busy, git 2.39, Go 1.26): 19 ms, 1.4 MB and
// 20,000 allocations a run in both. A process of its own, the whole of
// it: 20-40 ms of wall and of processor time, three of git included.
func BenchmarkStaged(b *testing.B) {
	for _, files := range []int{20, 20_000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			r := gittest.New(b)
			r.Import(1, func(int) map[string]string {
				texts := map[string]string{}
				for i := range files {
					texts[fmt.Sprintf("d%d/f%d.yaml", i%100, i)] = "kind: ConfigMap\n"
				}
				return texts
			})
			r.Git("read-tree", "HEAD")
			for i := range 5 {
				file := fmt.Sprintf("new%d.yaml", i)
				r.Write(map[string]string{file: fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: Hn8sGd4XbQ1vTy%d\n", i)})
				r.Git("add", file)
			}
			b.ReportAllocs()
			for b.Loop() {
				if out, code := runs(b.Context(), "lint", "--staged", r.Dir); code != exitFindings {
					b.Fatal(out)
				}
			}
		})
	}
}
