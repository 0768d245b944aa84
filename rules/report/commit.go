package report

import (
	"github.com/tazzo/tazlint/rules"
)

// shortID is how much of a commit's id is shown: as much as tells commits apart
// in the largest repositories.
const shortID = 12

func short(id string) string { return id[:min(len(id), shortID)] }

// commitText says which commit brought what a finding is about, and whether it
// is still there. It is empty for findings of today.
func commitText(f rules.Finding) string {
	if f.Commit.ID == "" {
		return ""
	}
	text := short(f.Commit.ID) + " of " + f.Commit.Date + " brought it; "
	if f.Commit.Stands.File == "" {
		return text + "it stands no more"
	}
	return text + "it still stands at " + where(f.Commit.Stands)
}

// wherever is the position of a finding for a person, with the commit it is
// seen in.
func wherever(f rules.Finding) string {
	if f.Commit.ID == "" {
		return where(f.At)
	}
	return where(f.At) + " in " + short(f.Commit.ID)
}
