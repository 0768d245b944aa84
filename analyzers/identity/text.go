package identity

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// text is a program or a file of settings, line by line.
type text struct {
	file  *source.File
	raw   string
	lines []string
}

// maxText is the largest file read line by line, in bytes.
const maxText = 512 << 10

// prose are the endings of files that describe and do nothing, and of those
// that other front ends read better.
var prose = []string{".md", ".rst", ".adoc", ".txt", ".html", ".svg", ".lock", ".sum", ".json", ".hujson", ".jsonc", ".csv", ".css", ".map"}

// look keeps the files worth reading by line: those with a word that one of the
// readers seeks.
func (r *reader) look(ctx context.Context) {
	for _, f := range r.tree.Files {
		if ctx.Err() != nil {
			return
		}
		if slices.Contains(prose, f.Ext()) || generated(f.Path) {
			continue
		}
		raw, err := f.Text()
		if err != nil || len(raw) > maxText || !tells(raw) {
			continue
		}
		t := &text{file: f, raw: string(raw)}
		t.lines = strings.Split(t.raw, "\n")
		r.texts = append(r.texts, t)
		r.mints = r.mints || bytes.Contains(raw, mints)
		r.noteBuckets(t)
	}
}

// sought are the words without which a file has nothing to say, in the spellings
// that names have: every file is searched for them, and a plain word is found
// much faster than an expression.
var sought = [][]byte{
	[]byte("advertise-tags"), []byte("api.tailscale.com"), []byte("sso_region"), []byte("s3://"), []byte("s3api"), []byte(".infisical.com"),
	[]byte("bucket"), []byte("Bucket"), []byte("BUCKET"),
	[]byte("ault_addr"), []byte("AULT_ADDR"), []byte("ault_url"), []byte("AULT_URL"),
	[]byte("bao_addr"), []byte("BAO_ADDR"), []byte("bao_url"), []byte("BAO_URL"),
}

func tells(raw []byte) bool {
	return slices.ContainsFunc(sought, func(word []byte) bool { return bytes.Contains(raw, word) })
}

// mints is the request by which an OAuth client becomes who it is.
var mints = []byte("api.tailscale.com/api/v2/oauth/token")

func generated(name string) bool {
	for part := range strings.SplitSeq(path.Dir(name), "/") {
		switch part {
		case "vendor", "node_modules", ".terraform", ".terragrunt-cache":
			return true
		}
	}
	return false
}

// symbol is what the file is called as the one that acts.
func (t *text) symbol() facts.Symbol { return facts.NewPath(facts.Script, t.file.Path) }

// each visits the lines that are no comment, with their number from 1.
func (t *text) each(visit func(number int, line string)) {
	for i, line := range t.lines {
		if bare := strings.TrimLeft(line, " \t"); bare != "" && bare[0] != '#' && !strings.HasPrefix(bare, "//") {
			visit(i+1, line)
		}
	}
}

// at is the place of a part of a line, by byte offsets from 0.
func (t *text) at(number, from, to int) facts.Pos { return t.file.At(number, from+1, to-from) }

// isManifest reports whether the file holds Kubernetes objects, which speak for
// themselves.
func (t *text) isManifest() bool {
	return manifest.IsYAML(t.file) && strings.Contains(t.raw, "apiVersion:")
}
