package leak

import (
	"regexp"
	"strings"

	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

// isImage recognises the description of a container image, by the names that
// docker and podman look for.
func isImage(f *source.File) bool {
	base := strings.ToLower(f.Base())
	return base == "dockerfile" || base == "containerfile" || strings.HasPrefix(base, "dockerfile.") || f.Ext() == ".dockerfile"
}

// instruction matches the instructions that give a variable a value, and pair
// one variable and its value; the older spelling of ENV has a blank between.
// Source: https://docs.docker.com/reference/dockerfile/.
var (
	instruction = regexp.MustCompile(`(?i)^\s*(?:ENV|ARG)\s+`)
	pair        = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_]*)(?:=|\s+)("[^"]*"|'[^']*'|[^\s"']+)`)
)

// imageFile judges the variables that stay in every layer of an image.
func imageFile(m *marks, f *source.File) {
	text, err := f.Text()
	if err != nil {
		return
	}
	m.judged = true
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		head := instruction.FindString(line)
		if head == "" || m.full() {
			continue
		}
		for _, p := range pair.FindAllStringSubmatchIndex(line[len(head):], 64) {
			name, from := line[len(head)+p[2]:len(head)+p[3]], len(head)+p[4]
			value := line[from : len(head)+p[5]]
			if bare := strings.Trim(value, `"'`); bare != value {
				from, value = from+1, bare
			}
			v := literal.Judge(name, value, literal.Field)
			if v.Leaks() || literal.Sensitive(name) {
				m.add(v, entry{name: name, value: value, on: f.Symbol().WithKey(name), at: f.At(number, from+1, len(value))})
			}
		}
	}
}
