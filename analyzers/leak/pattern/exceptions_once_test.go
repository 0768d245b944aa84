package pattern

import (
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// TestReadOnce: a history has a tree for each version of a file, and what was
// excepted is read once for all of them.
func TestReadOnce(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Commit(map[string]string{
		configFile: "[[allowlists]]\nstopwords = ['word']\n", ignoreFile: "a.txt:private-key:1\n", "a.txt": "1",
	})
	for _, text := range []string{"2", "3", "4"} {
		r.Commit(map[string]string{"a.txt": text})
	}
	today, err := source.Open(t.Context(), "repo", r.Dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	configs, lists, versions := map[*gitleaksConfig]bool{}, map[*fingerprints]bool{}, 0
	_, err = source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{Today: today}, func(v source.Version) error {
		if strings.HasPrefix(v.File().Path, ".") {
			return nil // has its own text
		}
		versions++
		Exceptions(v.Tree, nil)
		configs[configOf(v.Tree)], lists[fingerprintsOf(v.Tree)] = true, true
		v.Tree.Forget()
		return nil
	})
	if err != nil || versions != 4 || len(configs) != 1 || configs[nil] || len(lists) != 1 || lists[nil] {
		t.Errorf("%d versions, %d configurations, %d lists: %v", versions, len(configs), len(lists), err)
	}
}
