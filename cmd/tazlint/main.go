// Command tazlint checks the flow of secrets between a vault, a bootstrap
// repository and GitOps repositories as a linker checks symbols.
//
// This package speaks with the user: it reads flags and .tazlint.yaml, finds
// the repositories, and turns results into streams and exit codes. One command
// is one file that registers itself; everything else lives in packages
// analyzers, graph, rules and report.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, os.Getenv)
	stop()
	os.Exit(code)
}
