package rules

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// weakRule tells well-known defaults. That two places have one in common says
// nothing of them.
const weakRule = "leak/weak-placeholder"

// JoinEqual says of every literal in which other places the same value stands.
// Content returns the text a finding points at; it is compared and not kept.
func JoinEqual(found []Finding, content func(Finding) ([]byte, bool)) {
	groups := map[string][]int{}
	for i, f := range found {
		if !f.Masked || f.Rule == weakRule {
			continue
		}
		if text, ok := content(f); ok {
			if value := valueOf(f, text); value != "" {
				groups[value] = append(groups[value], i)
			}
		}
	}
	for _, group := range groups {
		places := placesOf(found, group)
		if len(places) < 2 {
			continue
		}
		for _, i := range group {
			found[i].joinEqual(places)
		}
	}
}

// placesOf are the places of some findings, each once and in order.
func placesOf(found []Finding, group []int) []facts.Pos {
	var places []facts.Pos
	for _, i := range group {
		places = append(places, found[i].At)
	}
	slices.SortFunc(places, facts.ComparePos)
	return slices.Compact(places)
}

func (f *Finding) joinEqual(places []facts.Pos) {
	told := 0
	for _, at := range places {
		if at != f.At && told < maxRelated {
			told++
			f.Related = append(f.Related, Related{At: at, Message: "the same value stands here"})
		}
	}
	note := "the same value stands in another place"
	if others := len(places) - 1; others > 1 {
		note = fmt.Sprintf("the same value stands in %d more places", others)
	}
	if f.Note != "" {
		note = f.Note + "; " + note
	}
	f.Note = note
}

// valueOf is the value that a text stands for: without quotes and the space
// around it, and decoded where it is the data of a Secret.
func valueOf(f Finding, text []byte) string {
	value := strings.Trim(string(text), " \t\r\n\"'`")
	if !strings.HasPrefix(f.Symbol.Key(), "data.") {
		return value
	}
	plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
	if err != nil || !utf8.Valid(plain) {
		return value
	}
	return strings.TrimSpace(string(plain))
}
