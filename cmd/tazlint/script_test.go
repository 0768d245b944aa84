package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tazlint": main})
}

// TestScripts runs the command line as a person would. Besides testscript's
// own commands there are
//
//	exits CODE PROGRAM ARGS...   the exit code is exactly that
//	findings A B                 two JSON reports have the same findings
//	bigfile NAME MIB             a large YAML file
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/cli",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, gittest.Env...) // "exec git" makes equal commits everywhere
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": scriptExits, "findings": scriptFindings, "bigfile": scriptBigFile,
		},
	})
}

func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if err != nil || neg {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func scriptFindings(ts *testscript.TestScript, neg bool, args []string) {
	var reports [2]struct{ Findings []any }
	for i := range reports {
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[i])), &reports[i]))
	}
	if diff := cmp.Diff(reports[0].Findings, reports[1].Findings); diff != "" || neg {
		ts.Fatalf("findings differ (-%s +%s):\n%s", args[0], args[1], diff)
	}
	if len(reports[0].Findings) == 0 {
		ts.Fatalf("there are no findings to compare")
	}
}

func scriptBigFile(ts *testscript.TestScript, _ bool, args []string) {
	mib, err := strconv.Atoi(args[1])
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	line := []byte("- {name: a long list of nothing in particular, value: 1}\n")
	for written := 0; written < mib<<20 && err == nil; written += len(line) * 1000 {
		for range 1000 {
			if _, err = f.Write(line); err != nil {
				break
			}
		}
	}
	ts.Check(errors.Join(err, f.Close()))
}
