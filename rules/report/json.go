package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules"
)

var _ = register(Format{
	Name:  "json",
	Doc:   "findings and coverage for programs; documented in docs/cli.md",
	Write: writeJSON,
})

// jsonFormat is the version of the documents of this file and of the graph's.
const jsonFormat = 1

type jsonReport struct {
	Format   int           `json:"format"`
	Tool     jsonTool      `json:"tool"`
	Coverage jsonCoverage  `json:"coverage"`
	Findings []jsonFinding `json:"findings"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonCoverage struct {
	Repositories []jsonRepo     `json:"repositories"`
	Files        int            `json:"files"`
	Documents    int            `json:"documents"`
	Skipped      map[string]int `json:"skipped"`
	Problems     []jsonProblem  `json:"problems"`
	References   jsonReferences `json:"references"`
	Linked       []facts.Role   `json:"linked"`
	Absent       []facts.Role   `json:"absent"`
	Mode         string         `json:"mode,omitempty"`
	Commits      int            `json:"commits,omitempty"`
	Shallow      bool           `json:"shallow,omitempty"`
	Milliseconds int64          `json:"milliseconds,omitempty"`
}

type jsonRepo struct {
	Name      string       `json:"name"`
	Revision  string       `json:"revision,omitempty"`
	Roles     []facts.Role `json:"roles"`
	FactsOnly bool         `json:"factsOnly"`
}

type jsonProblem struct {
	Location jsonLocation `json:"location"`
	Code     facts.Fault  `json:"code"`
	Detail   string       `json:"detail"`
}

type jsonReferences struct {
	Resolved  int                  `json:"resolved"`
	Open      int                  `json:"open"`
	Optional  int                  `json:"optional"`
	Undefined int                  `json:"undefined"`
	External  int                  `json:"external"`
	Unknown   map[facts.Reason]int `json:"unknown"`
}

type jsonFinding struct {
	Rule        string         `json:"rule"`
	Severity    rules.Severity `json:"severity"`
	Message     string         `json:"message"`
	Note        string         `json:"note,omitempty"`
	Location    jsonLocation   `json:"location"`
	Symbol      facts.Symbol   `json:"symbol"`
	Path        []jsonStep     `json:"path"`
	Related     []jsonRelated  `json:"related"`
	Commit      *jsonCommit    `json:"commit,omitempty"`
	Remediation string         `json:"remediation"`
	Fingerprint string         `json:"fingerprint"`
	Suppressed  *jsonReason    `json:"suppressed"`
}

type jsonLocation struct {
	Repo      string `json:"repo"`
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

type jsonStep struct {
	Symbol   facts.Symbol `json:"symbol"`
	Location jsonLocation `json:"location"`
	Relation facts.Rel    `json:"relation,omitempty"`
}

type jsonRelated struct {
	Location jsonLocation `json:"location"`
	Message  string       `json:"message"`
}

type jsonCommit struct {
	ID     string        `json:"id"`
	Date   string        `json:"date"`
	Stands *jsonLocation `json:"stands"`
}

type jsonReason struct {
	Reason   string       `json:"reason"`
	Tool     string       `json:"tool"`
	Location jsonLocation `json:"location"`
}

func writeJSON(w io.Writer, r *Report) error {
	doc := jsonReport{
		Format:   jsonFormat,
		Tool:     jsonTool{r.Tool, r.Version},
		Coverage: jsonCoverageOf(r),
		Findings: convert(r.Findings, jsonFindingOf),
	}
	return encodeJSON(w, doc)
}

// encodeJSON writes an indented document in which invisible characters are
// escaped.
func encodeJSON(w io.Writer, doc any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := w.Write(jsonASCII(b.Bytes()))
	return err
}

func jsonCoverageOf(r *Report) jsonCoverage {
	c := r.Coverage
	doc := jsonCoverage{
		Repositories: convert(c.Repos, func(rc RepoCoverage) jsonRepo {
			return jsonRepo{rc.Name, rc.Revision, nonNil(rc.Roles), rc.FactsOnly}
		}),
		Files:     c.Files,
		Documents: c.Documents,
		Skipped:   map[string]int{},
		Problems: convert(c.Problems, func(p facts.Problem) jsonProblem {
			return jsonProblem{locationOf(p.At), p.Code, p.Detail}
		}),
		References:   jsonReferences{c.References.Resolved, c.References.Open, c.References.Optional, c.References.Undefined, c.References.External, map[facts.Reason]int{}},
		Linked:       nonNil(c.Linked),
		Absent:       nonNil(c.Absent),
		Mode:         string(c.Mode),
		Commits:      c.Commits,
		Shallow:      c.Shallow,
		Milliseconds: r.Duration.Milliseconds(),
	}
	for _, s := range c.Skipped {
		doc.Skipped[s.Why] = s.Files
	}
	for _, u := range c.References.Unknown {
		doc.References.Unknown[u.Reason] = u.N
	}
	return doc
}

func jsonFindingOf(f rules.Finding) jsonFinding {
	doc := jsonFinding{
		Rule: f.Rule, Severity: f.Severity, Message: f.Message, Note: f.Note, Location: locationOf(f.At), Symbol: f.Symbol,
		Path:        convert(f.Path, func(s graph.Step) jsonStep { return jsonStep{s.Symbol, locationOf(s.At), s.Rel} }),
		Related:     convert(f.Related, func(x rules.Related) jsonRelated { return jsonRelated{locationOf(x.At), x.Message} }),
		Remediation: f.Remediation, Fingerprint: f.Fingerprint,
	}
	if f.Commit.ID != "" {
		doc.Commit = &jsonCommit{ID: f.Commit.ID, Date: f.Commit.Date}
		if f.Commit.Stands.File != "" {
			stands := locationOf(f.Commit.Stands)
			doc.Commit.Stands = &stands
		}
	}
	if f.Suppressed != nil {
		doc.Suppressed = &jsonReason{f.Suppressed.Reason, f.Suppressed.Origin(), locationOf(f.Suppressed.At)}
	}
	return doc
}

func locationOf(p facts.Pos) jsonLocation {
	return jsonLocation{p.Repo, p.File, p.Line, p.Col, p.EndLine, p.EndCol}
}

// convert maps a list to a list that encodes as [] when empty.
func convert[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = f(a)
	}
	return out
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
