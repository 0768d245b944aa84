package main

import (
	"fmt"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// problemLimit keeps a broken checkout from flooding the terminal.
const problemLimit = 20

// tellProblems lists what could not be analysed and no rule tells, and fails
// with exit code 3 when there is any.
func (a *app) tellProblems(problems []facts.Problem) error {
	count := 0
	for _, p := range problems {
		if p.Told {
			continue
		}
		if count++; count <= problemLimit {
			writef(a.err, "tazlint: %s: %s (%s)", placeOf(p.At), p.Detail, p.Code)
		}
	}
	if count == 0 {
		return nil
	}
	if count > problemLimit {
		fmt.Fprintf(a.err, "tazlint: and %d more\n", count-problemLimit)
	}
	return exitError{exitIncomplete, fmt.Errorf("the analysis is incomplete: places that could not be understood: %d", count)}
}

func placeOf(p facts.Pos) string {
	text := p.Repo
	if p.File != "" {
		text += "/" + strings.ReplaceAll(p.File, "\n", `\u000a`)
	}
	if p.Line > 0 {
		text += fmt.Sprintf(":%d", p.Line)
	}
	return text
}
