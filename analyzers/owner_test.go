package analyzers

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

func TestWithOwners(t *testing.T) {
	t.Parallel()
	file, place := facts.NewPath(facts.FileSymbol, "a.hcl", "repo"), facts.NewPath(facts.Terraform, "live/inputs.x")
	at := func(line, from, to int) facts.Pos {
		return facts.Pos{File: "a.hcl", Line: line, Col: from, EndLine: line, EndCol: to}
	}
	marks := withOwners([]facts.Mark{
		{Kind: facts.MarkMasked, On: place, At: at(1, 5, 20)},
		{Kind: facts.MarkInlineCredential, On: file.WithKey("password"), At: at(1, 8, 12)},
		{Kind: facts.MarkInlineCredential, On: file.WithKey("password"), At: at(1, 20, 30)},
		{Kind: facts.MarkInlineCredential, On: file.WithKey("password"), At: at(2, 8, 12)},
		{Kind: facts.MarkUnverified, On: file, At: at(1, 8, 12)},
		{Kind: facts.MarkMasked, On: file, At: at(2, 1, 40)},
	})
	var got []facts.Symbol
	for _, m := range marks {
		got = append(got, m.On)
	}
	want := []facts.Symbol{place, place.WithKey("password"), file.WithKey("password"), file.WithKey("password"), file, file}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("owners (-want +got):\n%s", diff)
	}
}
