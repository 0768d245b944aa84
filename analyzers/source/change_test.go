package source

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func readRaw(text string) (got []string, err error) {
	r := newRawReader(strings.NewReader(text))
	for {
		header, c, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return got, nil
		case err != nil:
			return got, err
		case header != "":
			got = append(got, header)
		default:
			got = append(got, c.mode+" "+c.blob+" "+c.path)
		}
	}
}

func TestRawReader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": nil,
		"commit a 2026\n:0 100644 x y A\x00p\x00:1 2 x z M\x00q\x00\x00commit b 2027\x00": {"a 2026", "100644 y p", "2 z q", "b 2027"},
		"commit m d\x00::1 2 3 a b c MM\x00commit p\x00\x00commit n d":                    {"m d", "3 c commit p", "n d"},
		":1 2 a b M\x00" + strings.Repeat("x", 2*maxPart) + "\x00:1 2 a c M\x00y\x00":     {"2 b \xff", "2 c y"},
	} {
		got, err := readRaw(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%.40q: %v\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"x\x00", ":1 2 a M\x00p\x00", ":1 2 a b M\x00", "::1 2 a b M\x00p\x00"} {
		if got, err := readRaw(text); err == nil {
			t.Errorf("%q is understood: %q", text, got)
		}
	}
}

func FuzzRawReader(f *testing.F) {
	f.Add("commit a 2026\n:0 100644 x y A\x00p\x00::1 2 3 a b c MM\x00q\x00")
	f.Fuzz(func(t *testing.T, text string) {
		if got, _ := readRaw(text); len(got) > len(text) {
			t.Errorf("%d changes of %d bytes", len(got), len(text))
		}
	})
}
