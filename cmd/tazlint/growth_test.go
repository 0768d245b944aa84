package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// BenchmarkGrowth lints a generated repository of 1,000, 10,000 and 50,000
// manifests: testdata/growth.txtar, multiplied. The time that a manifest takes
// should not grow with their number.
//
// Ledger (2 shared cores under load, Go 1.26; processor time of a process of
// its own, and its largest resident set):
//
//	1,000    0.4 s   115 MiB
//	10,000   2.7 s   370 MiB
//	50,000   22-28 s 1.03 GiB, about half of the time the collector's, close to its limit
//
// Without the limit of tune, 50,000 took 13 s and 2.0 GiB: what is left to gain
// is memory, and most of that is syntax trees.
func BenchmarkGrowth(b *testing.B) {
	for _, manifests := range []int{1_000, 10_000, 50_000} {
		b.Run(fmt.Sprint(manifests), func(b *testing.B) {
			dir := grown(b, manifests)
			b.ReportAllocs()
			for b.Loop() {
				if out := string(output(b, "lint", dir)); strings.Contains(out, "error") {
					b.Fatal(out)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*manifests), "µs/manifest")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys>>20), "MiB")
		})
	}
}

const (
	perApplication = 5  // manifests
	perTeam        = 20 // applications
)

// grown writes the repository and answers its directory.
func grown(tb testing.TB, manifests int) string {
	tb.Helper()
	archive, err := txtar.ParseFile("../../testdata/growth.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	for i := range manifests / perApplication {
		names := strings.NewReplacer("APPLICATION", fmt.Sprintf("app-%05d", i), "TEAM", fmt.Sprintf("team-%03d", i/perTeam))
		for _, f := range archive.Files {
			if i > 0 && !strings.Contains(f.Name, "APPLICATION") {
				continue
			}
			name := filepath.Join(dir, filepath.FromSlash(names.Replace(f.Name)))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				tb.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(names.Replace(string(f.Data))), 0o644); err != nil {
				tb.Fatal(err)
			}
		}
	}
	return dir
}
