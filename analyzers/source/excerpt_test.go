package source_test

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

func TestExcerpt(t *testing.T) {
	t.Parallel()
	const whole = `  "pass\"word" $X end`
	e := &source.Excerpt{}
	e.Copy([]byte(`pass`), 3)
	e.Copy([]byte(`"word`), 8)
	e.Put("<hole>", 15)
	e.Copy([]byte(" end"), 17)
	if e.Text() != `pass"word<hole> end` {
		t.Fatalf("text %q", e.Text())
	}
	for part, want := range map[[2]int]string{{0, 9}: `pass\"word`, {4, 5}: `"`, {9, 15}: "$", {16, 19}: "end", {2, 2}: "", {19, 19}: ""} {
		from, to := e.Range(part[0], part[1])
		if whole[from:to] != want {
			t.Errorf("range %v comes from %q, want %q", part, whole[from:to], want)
		}
	}
}
