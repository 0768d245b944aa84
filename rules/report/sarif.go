package report

import (
	"cmp"
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules"
)

var _ = register(Format{
	Name:  "sarif",
	Doc:   "SARIF 2.1.0 for code scanning, one run per repository",
	Write: writeSARIF,
})

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type object = map[string]any

// sarifWriter builds the runs. Its documents are maps because the format is
// wide and sparse; encoding sorts their keys.
type sarifWriter struct{ *Report }

func writeSARIF(w io.Writer, r *Report) error {
	s := sarifWriter{r}
	runs := []object{}
	for _, repo := range s.repos() {
		runs = append(runs, s.run(repo))
	}
	return encodeJSON(w, object{"$schema": sarifSchema, "version": "2.1.0", "runs": runs})
}

// repos are the repositories findings can be told in. A repository without
// findings has a run too: an absent one would leave old alerts open.
func (s sarifWriter) repos() []string {
	var names []string
	for _, c := range s.Coverage.Repos {
		if !c.FactsOnly {
			names = append(names, c.Name)
		}
	}
	for _, f := range s.Findings {
		names = append(names, f.At.Repo)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (s sarifWriter) run(repo string) object {
	found := slices.DeleteFunc(slices.Clone(s.Findings), func(f rules.Finding) bool { return f.At.Repo != repo })
	index, descriptors := s.descriptors(found)
	return object{
		"tool":               object{"driver": object{"name": s.Tool, "semanticVersion": s.Version, "informationUri": "https://github.com/tazzo/tazlint", "rules": descriptors}},
		"automationDetails":  object{"id": "tazlint/" + repo + "/"},
		"columnKind":         "unicodeCodePoints",
		"originalUriBaseIds": s.bases(found, repo),
		"invocations":        []object{s.invocation(repo)},
		"results":            convert(found, func(f rules.Finding) object { return s.result(f, index[f.Rule]) }),
	}
}

// descriptors are the rules that the findings name, and their indexes.
func (s sarifWriter) descriptors(found []rules.Finding) (map[string]int, []object) {
	ids := convert(found, func(f rules.Finding) string { return f.Rule })
	slices.Sort(ids)
	index, list := map[string]int{}, []object{}
	for i, id := range slices.Compact(ids) {
		index[id] = i
		list = append(list, s.descriptor(id))
	}
	return index, list
}

func (s sarifWriter) descriptor(id string) object {
	at := slices.IndexFunc(s.Rules, func(d RuleDoc) bool { return d.ID == id })
	if at < 0 {
		return object{"id": id}
	}
	d := s.Rules[at]
	doc := object{}
	if d.Page != "" {
		doc["helpUri"] = d.Page
	}
	help := strings.TrimSpace(d.Description) + "\n\n**What to do**: " + d.Remediation
	maps.Copy(doc, object{
		"id":                   id,
		"shortDescription":     object{"text": d.Title},
		"fullDescription":      object{"text": cmp.Or(strings.TrimSpace(d.Description), d.Title)},
		"help":                 object{"text": cmp.Or(d.Remediation, d.Title), "markdown": help},
		"defaultConfiguration": object{"level": sarifLevel(d.Severity)},
		"properties":           object{"security-severity": securitySeverity(d), "precision": "high", "tags": []string{"security", path.Dir(id)}},
	})
	return doc
}

// securitySeverity is on the CVSS scale that code scanning buckets: above 9
// critical, above 7 high, above 4 medium.
func securitySeverity(d RuleDoc) string {
	switch {
	case d.Severity == rules.Error && strings.HasPrefix(d.ID, "leak/"):
		return "9.1"
	case d.Severity == rules.Error:
		return "7.5"
	case d.Severity == rules.Warning:
		return "5.0"
	}
	return "2.0"
}

func sarifLevel(s rules.Severity) string {
	if s == rules.Info {
		return "note"
	}
	return string(s)
}

func (s sarifWriter) result(f rules.Finding, index int) object {
	text := f.Message
	if f.Note != "" {
		text += " (" + f.Note + ")"
	}
	if brought := commitText(f); brought != "" {
		text += " Commit " + brought + "."
	}
	doc := object{
		"ruleId": f.Rule, "ruleIndex": index, "level": sarifLevel(f.Severity),
		"message":             object{"text": visible(text)},
		"locations":           []object{s.locationIn(f.At, f.Commit.ID, f.At.Repo, string(f.Symbol))},
		"partialFingerprints": object{"tazlint/v1": f.Fingerprint},
	}
	if flow := s.flow(f); flow != nil {
		doc["codeFlows"] = flow
	}
	if len(f.Related) > 0 {
		doc["relatedLocations"] = convert(f.Related, func(x rules.Related) object {
			location := s.location(x.At, f.At.Repo, "")
			location["message"] = object{"text": visible(x.Message)}
			return location
		})
	}
	if f.Commit.ID != "" {
		doc["properties"] = object{"commit": f.Commit.ID, "commitDate": f.Commit.Date, "stands": f.Commit.Stands.File != ""}
	}
	if f.Suppressed != nil {
		doc["suppressions"] = []object{s.suppression(f)}
	}
	return doc
}

// suppression says who left the finding alone, where and why.
func (s sarifWriter) suppression(f rules.Finding) object {
	doc := object{"kind": suppressionKind(f), "location": s.location(f.Suppressed.At, f.At.Repo, "")}
	switch by := f.Suppressed; {
	case by.Tool == "":
		doc["justification"] = visible(by.Reason)
	case by.Reason == "":
		doc["justification"] = by.Tool + " was told to leave it alone, without a reason"
	default:
		doc["justification"] = by.Tool + ": " + visible(by.Reason)
	}
	return doc
}

func suppressionKind(f rules.Finding) string {
	if f.Suppressed.At.Repo == f.At.Repo && f.Suppressed.At.File == f.At.File {
		return "inSource"
	}
	return "external"
}

// flow is the path as one thread; steps without a place are named only.
func (s sarifWriter) flow(f rules.Finding) []object {
	if len(f.Path) == 0 {
		return nil
	}
	steps := convert(f.Path, func(step graph.Step) object {
		location := s.location(step.At, f.At.Repo, string(step.Symbol))
		location["message"] = object{"text": visible(strings.TrimSpace(place(step.Symbol) + " " + string(step.Rel)))}
		return object{"location": location}
	})
	return []object{{"threadFlows": []object{{"locations": steps}}}}
}

// location is a place as seen from a run about the repository home.
func (s sarifWriter) location(p facts.Pos, home, symbol string) object {
	return s.locationIn(p, "", home, symbol)
}

// locationIn is a place in the text that a commit brought.
func (s sarifWriter) locationIn(p facts.Pos, commit, home, symbol string) object {
	doc := object{}
	if symbol != "" {
		doc["logicalLocations"] = []object{{"fullyQualifiedName": symbol}}
	}
	if p.File == "" {
		return doc
	}
	file := object{"artifactLocation": object{"uri": fileURI(p.File), "uriBaseId": baseID(p.Repo, home)}}
	if p.Line > 0 {
		file["region"] = region(p, s.source(p, commit))
	}
	doc["physicalLocation"] = file
	return doc
}

func fileURI(file string) string { return (&url.URL{Path: file}).String() }

// baseID is what a file's address is relative to: the checkout of the run's own
// repository, or another repository by name.
func baseID(repo, home string) string {
	if repo == home {
		return "%SRCROOT%"
	}
	return "REPOSITORY-" + repo
}

// bases declares every base that the findings' locations use.
func (s sarifWriter) bases(found []rules.Finding, home string) object {
	bases := object{"%SRCROOT%": object{"description": object{"text": "checkout of " + home}}}
	for _, f := range found {
		places := convert(f.Path, func(step graph.Step) facts.Pos { return step.At })
		places = append(places, convert(f.Related, func(x rules.Related) facts.Pos { return x.At })...)
		for _, p := range places {
			if p.File != "" && p.Repo != home {
				bases[baseID(p.Repo, home)] = object{"description": object{"text": "checkout of " + p.Repo}}
			}
		}
	}
	return bases
}

func region(p facts.Pos, text []byte) object {
	region := object{"startLine": p.Line}
	if p.Col > 0 {
		region["startColumn"] = column(text, p.Line, p.Col)
	}
	if p.EndLine > 0 && p.EndCol > 0 {
		region["endLine"] = p.EndLine
		region["endColumn"] = column(text, p.EndLine, p.EndCol)
	}
	return region
}

// column turns a column in bytes into one in characters where the source is at
// hand.
func column(text []byte, line, col int) int {
	if l, ok := lineOf(text, line); ok && col-1 <= len(l) {
		return utf8.RuneCount(l[:col-1]) + 1
	}
	return col
}

// invocation says whether the analysis was complete, and what it lacked.
func (s sarifWriter) invocation(repo string) object {
	notes, complete := []object{}, true
	for _, p := range s.Coverage.Problems {
		if p.At.Repo != repo {
			continue
		}
		complete = complete && p.Told
		notes = append(notes, object{
			"level": "error", "message": object{"text": visible(p.Detail)}, "descriptor": object{"id": string(p.Code)},
			"locations": []object{s.location(p.At, repo, "")},
		})
	}
	return object{"executionSuccessful": complete, "toolExecutionNotifications": notes}
}
