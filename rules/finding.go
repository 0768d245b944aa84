// Package rules is the judge of tazlint: it asks Rego policies what is wrong
// with a linked secret flow and turns their answers into findings.
//
// A policy returns the id of a graph element and a sentence; position, path,
// severity, remediation and fingerprint are added here. It is the only package
// that names OPA.
package rules

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Severity is how much a finding matters.
type Severity string

// The severities, worst first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Finding is one thing a rule says about the secret flow.
type Finding struct {
	Rule        string       // id: category/name
	Severity    Severity     // after configuration
	Message     string       // a sentence with the culprit
	Note        string       // short text for the caret: the known values
	At          facts.Pos    // what to edit
	Symbol      facts.Symbol // what it is about
	Path        []graph.Step // how the secret gets there, source first
	Related     []Related    // other places involved
	Commit      Commit       // that brought the text at At, where it was read from history
	Remediation string
	Fingerprint string // of rule, symbol and file: survives moved lines
	Suppressed  *Suppression
	Masked      bool // the excerpt must not show the text at At: a literal
	Whole       bool // of a literal: it is the file, At only points into it
	Wary        bool // of the text at At the excerpt may show names only
}

// Commit is where in the history of its repository a finding belongs.
type Commit struct {
	ID     string    // in full; empty for what is there now
	Date   string    // YYYY-MM-DD
	Stands facts.Pos // where the same text stands today; zero when it does not
}

// Related is another place a finding involves.
type Related struct {
	At      facts.Pos
	Message string
}

// Suppression says why a finding does not count.
type Suppression struct {
	Reason string
	At     facts.Pos // the comment or the configuration entry
	Tool   string    // whose syntax it has, if not tazlint's own
}

// OwnTool is the name of the tool whose syntax a suppression has unless it says
// otherwise.
const OwnTool = "tazlint"

// Origin is the tool whose syntax the suppression has.
func (s Suppression) Origin() string {
	if s.Tool == "" {
		return OwnTool
	}
	return s.Tool
}
