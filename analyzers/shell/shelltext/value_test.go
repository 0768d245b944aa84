package shelltext_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
)

// TestOptionValues: blanks and commas are part of an option's value, until
// another option or setting starts.
func TestOptionValues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"app --password='a b c' x":            "a b c",
		"app --password='a,b' x":              "a,b",
		"app --set=a.password=b,c.tag=d":      "b|d",
		"app '--password=a b --user=c'":       "a b",
		"app --password 'a b'":                "a b",
		"app --volume 'a b'":                  "",
		"app 'DB_PASSWORD=a ./run elsewhere'": "a",
	} {
		found, err := shelltext.Literals([]byte(text + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, l := range found {
			if l.Sort == shelltext.Plain {
				if got != "" {
					got += "|"
				}
				got += text[l.From:l.To]
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
	}
}
