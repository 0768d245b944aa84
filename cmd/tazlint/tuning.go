package main

import (
	"math"
	"runtime/debug"
	"sync/atomic"
)

const (
	smallHeap = 256 << 20 // bytes that a small run may use before it collects
	manyFiles = 5000      // from here on the heap outgrows smallHeap
	perFile   = 24 << 10  // bytes more for each file beyond
)

// filesRead counts the files of all repositories of this process.
var filesRead atomic.Int64

// tuneStart switches collection off below a limit: a small run ends before
// it would pay, and collecting costs it 15 %. A user's own settings win.
func tuneStart(env func(string) string) {
	if env("GOGC") != "" || env("GOMEMLIMIT") != "" {
		filesRead.Store(math.MinInt32) // never reaches manyFiles
		return
	}
	debug.SetMemoryLimit(smallHeap)
	debug.SetGCPercent(-1)
}

// tune collects by growth when there is much to read, and more often near a
// limit that grows with the files: 1.4 GiB for 50,000. What is in use at the peak
// is 13 KiB a file; with much less room than twice that, collecting takes over
// and the time grows faster than the number of files.
func tune(files int) {
	if n := filesRead.Add(int64(files)); n > manyFiles {
		debug.SetMemoryLimit(smallHeap + n*perFile)
		debug.SetGCPercent(400)
	}
}
