package main

import "testing"

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
