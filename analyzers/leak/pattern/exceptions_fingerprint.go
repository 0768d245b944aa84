package pattern

import (
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// ignoreFile lists findings of gitleaks by their fingerprints.
const ignoreFile = ".gitleaksignore"

var (
	ruleID = expr.New(`^[\w.-]+$`)
	commit = expr.New(`^[0-9a-fA-F]{7,64}$`)
)

// fingerprints is what a list of ignored findings says.
type fingerprints struct {
	exemptions []exemption
	part       source.Part
}

type fingerprintsKey struct{}

// fingerprintsOf reads the list of a tree, once for all trees that share the
// file. It is nil where there is none.
func fingerprintsOf(t *source.Tree) *fingerprints {
	f := t.File(ignoreFile)
	if f == nil {
		return nil
	}
	return f.Once(fingerprintsKey{}, func() any {
		p, ok := pageOf(f)
		if !ok {
			return (*fingerprints)(nil)
		}
		list := &fingerprints{}
		list.exemptions = readFingerprints(p, &list.part)
		return list
	}).(*fingerprints)
}

// readFingerprints returns an exception for each line [COMMIT:]FILE:RULE:LINE.
// A reason is the comment above a group of them. gitleaks compares whole lines,
// so that one with a comment behind it excepts nothing there, nor here.
func readFingerprints(p *page, part *source.Part) []exemption {
	var all []exemption
	reason, broken := "", 0
	for line := 1; line <= len(p.starts); line++ {
		text := strings.TrimSpace(p.line(line))
		switch {
		case text == "":
			reason = ""
			continue
		case strings.HasPrefix(text, "#"):
			reason = p.above(line + 1)
			continue
		}
		e, is := fingerprint(text)
		if !is {
			broken++
			continue
		}
		if len(all) == maxExemptions {
			part.Problem(p.file.At(line, 1, len(text)), facts.FaultTooLarge, "more exceptions than are read")
			break
		}
		e.at, e.reason = p.pos(p.starts[line-1], p.lineEnd(line)), reason
		all = append(all, e)
	}
	if broken > 0 {
		part.Skip("line of .gitleaksignore that is no fingerprint", broken)
	}
	return all
}

// fingerprint reads one entry.
func fingerprint(text string) (exemption, bool) {
	parts := strings.Split(text, ":")
	sha := ""
	if len(parts) == 4 {
		sha, parts = parts[0], parts[1:]
		if !commit.MatchString(sha) {
			return exemption{}, false
		}
	}
	if len(parts) != 3 || !ruleID.MatchString(parts[1]) {
		return exemption{}, false
	}
	file := strings.ReplaceAll(parts[0], `\`, "/")
	line, err := strconv.Atoi(parts[2])
	if err != nil || strconv.Itoa(line) != parts[2] {
		return exemption{}, false
	}
	return exemption{rules: parts[1:2], file: file, admits: func(c *candidate) bool {
		return c.path == file && c.starts(line) && (sha == "" || sha == c.commit)
	}}, true
}
