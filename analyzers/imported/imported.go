// Package imported reads what other scanners have found: the JSON reports of
// gitleaks, betterleaks and trufflehog, and SARIF 2.1.0 of any tool. It says
// where they found something, and never what: the fields that hold values are
// not read at all.
package imported

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
)

// maxFindings bounds one report.
const maxFindings = 100_000

// Finding is a place where a tool found a credential.
type Finding struct {
	Tool     string // as the tool calls itself, in lower case
	Rule     string // as the tool calls it
	File     string // slash separated, as the report spells it; empty for what is in no file
	Line     int    // from 1; 0 for the file as a whole
	EndLine  int
	Col      int    // from 1, in bytes; 0 where only lines are known
	EndCol   int    // exclusive
	Commit   string // in which it was found, if not in files
	Verified bool   // the tool says that the credential works
}

// Decode reads a report, whose format its content shows. Errors name a line and
// never quote it.
func Decode(text []byte) ([]Finding, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	var found []Finding
	for {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: is not JSON; understood are %s", lineAt(text, syntaxOffset(err, int64(len(text)))), understood)
		}
		more, err := document(raw)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", lineAt(text, dec.InputOffset()-int64(len(raw))), err)
		}
		if found = append(found, more...); len(found) > maxFindings {
			return nil, fmt.Errorf("holds more than %d findings", maxFindings)
		}
	}
}

func syntaxOffset(err error, otherwise int64) int64 {
	if wrong := new(json.SyntaxError); errors.As(err, &wrong) {
		return wrong.Offset - 1
	}
	return otherwise
}

func lineAt(text []byte, offset int64) int {
	return bytes.Count(text[:min(max(offset, 0), int64(len(text)))], []byte("\n")) + 1
}

const understood = "JSON of gitleaks, betterleaks or trufflehog, and SARIF 2.1.0"

var errNoReport = errors.New("is no such report; understood are " + understood)

// document reads one value of a report: of some tools it is all, of others one
// finding.
func document(raw json.RawMessage) ([]Finding, error) {
	if raw[0] == '[' {
		return records(raw)
	}
	var top struct {
		Version  string
		Runs     []run
		Findings json.RawMessage // of betterleaks, beside what it says of the scan
		Scan     json.RawMessage // likewise, in a line of its own
	}
	if json.Unmarshal(raw, &top) != nil {
		return nil, errNoReport
	}
	switch {
	case top.Runs != nil && strings.HasPrefix(top.Version, "2.1"):
		return sarif(top.Runs), nil
	case len(top.Findings) > 0 && top.Findings[0] == '[':
		return records(top.Findings)
	case top.Scan != nil:
		return nil, nil
	}
	return records(append(append(json.RawMessage{'['}, raw...), ']'))
}

func records(raw json.RawMessage) ([]Finding, error) {
	var all []record
	if json.Unmarshal(raw, &all) != nil {
		return nil, errNoReport
	}
	var found []Finding
	for _, r := range all {
		f := r.finding()
		if f.Rule == "" {
			return nil, errNoReport
		}
		found = append(found, f)
	}
	return found, nil
}

// record has the fields of all three tools that say where, and no other. Names
// of fields are matched without regard to case.
// Sources: gitleaks 8.30 report/finding.go, betterleaks 2 report/finding.go and
// sources, trufflehog 3 pkg/output/json.go.
type record struct {
	RuleID, File, Commit                       string
	StartLine, EndLine, StartColumn, EndColumn int
	Location                                   *region // betterleaks 2
	Attributes                                 struct {
		Path string `json:"path"`
		SHA  string `json:"git.sha"`
	}
	Validation struct{ Status string }

	DetectorName   string // trufflehog
	Verified       bool
	SourceMetadata struct {
		Data map[string]struct {
			File, Commit string
			Line         int
		}
	}
}

type region struct{ StartLine, EndLine, StartColumn, EndColumn int }

func (r record) finding() Finding {
	switch {
	case r.DetectorName != "":
		f := Finding{Tool: "trufflehog", Rule: name(r.DetectorName), Verified: r.Verified}
		for _, source := range slices.Sorted(maps.Keys(r.SourceMetadata.Data)) { // there is one
			d := r.SourceMetadata.Data[source]
			f.File, f.Commit, f.Line, f.EndLine = clean(d.File), commit(d.Commit), d.Line, d.Line
		}
		return f
	case r.Location != nil:
		f := Finding{Tool: "betterleaks", Rule: name(r.RuleID), File: clean(r.Attributes.Path), Commit: commit(r.Attributes.SHA), Verified: r.Validation.Status == "valid"}
		f.at(*r.Location, true)
		return f
	}
	f := Finding{Tool: "gitleaks", Rule: name(r.RuleID), File: clean(r.File), Commit: commit(r.Commit)}
	f.at(region{r.StartLine, r.EndLine, r.StartColumn, r.EndColumn}, true)
	return f
}

// at sets the place. What gitleaks counts is off by one on all lines of a text
// but its first, and on that one the end is inclusive (detect/location.go): the
// range is taken so wide that it holds the match either way.
func (f *Finding) at(r region, loose bool) {
	f.Line, f.EndLine = max(r.StartLine, 0), max(r.EndLine, r.StartLine, 0)
	if r.StartColumn < 1 || r.EndColumn < 1 {
		return
	}
	f.Col, f.EndCol = r.StartColumn, r.EndColumn
	if loose {
		f.Col, f.EndCol = max(r.StartColumn-1, 1), r.EndColumn+1
	}
}

// run is a run of SARIF, without messages and snippets.
type run struct {
	Tool    struct{ Driver struct{ Name string } }
	Results []struct {
		RuleID              string
		Rule                struct{ ID string } // says it where RuleID does not (SARIF 2.1.0, 3.27.7)
		Level               string
		PartialFingerprints struct{ CommitSha string }
		Locations           []struct {
			PhysicalLocation struct {
				ArtifactLocation struct{ URI string }
				Region           region
			}
		}
	}
}

func sarif(runs []run) []Finding {
	found := []Finding{}
	for _, r := range runs {
		tool := strings.ToLower(cmp.Or(name(r.Tool.Driver.Name), unnamed))
		for _, result := range r.Results {
			for _, l := range result.Locations {
				f := Finding{Tool: tool, Rule: cmp.Or(name(result.RuleID), name(result.Rule.ID), unnamed), File: fromURI(l.PhysicalLocation.ArtifactLocation.URI), Commit: commit(result.PartialFingerprints.CommitSha)}
				f.Verified = tool == "trufflehog" && result.Level == "error"
				f.at(l.PhysicalLocation.Region, tool == "gitleaks" || tool == "betterleaks")
				found = append(found, f)
			}
		}
	}
	return found
}

// fromURI is the path of a file's URI; scanners also write plain paths.
func fromURI(uri string) string {
	u, err := url.Parse(uri)
	switch {
	case err != nil || u.Scheme == "":
		if plain, err := url.PathUnescape(uri); err == nil {
			uri = plain
		}
		return clean(uri)
	case u.Scheme == "file":
		return clean(u.Path)
	}
	return ""
}

// clean is a path with slashes, or empty.
func clean(file string) string {
	if file == "" || strings.ContainsRune(file, 0) {
		return ""
	}
	return path.Clean(strings.ReplaceAll(file, `\`, "/"))
}

// unnamed is what a rule or tool is called whose name is none.
const unnamed = "unnamed"

// name keeps what a rule or tool is called if it can be a name: another report's
// field may be anything.
func name(text string) string {
	if text == "" {
		return ""
	}
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_./", r)
	}
	if len(text) > 64 || strings.ContainsFunc(text, odd) {
		return unnamed
	}
	return text
}

// commit keeps the name of a commit.
func commit(text string) string {
	odd := func(r rune) bool { return (r < 'a' || r > 'f') && (r < '0' || r > '9') }
	if len(text) < 7 || len(text) > 64 || strings.ContainsFunc(text, odd) {
		return ""
	}
	return text
}
