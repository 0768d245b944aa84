package analyzers

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// maxCommand is how many lines of a task file one command may take.
const maxCommand = 12

// inverted marks the commands of a task file that configure a backend from
// inside of a cluster. A command may go on over several lines, up to the next
// task.
func (p *provisioner) inverted(f *source.File) {
	text, err := f.Text()
	if err != nil || !strings.Contains(string(text), " exec ") {
		return
	}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if !strings.Contains(line, " exec ") || strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if backend, ok := source.ConfiguredInside(command(lines[i:])); ok {
			start := len(line) - len(strings.TrimLeft(line, " \t"))
			at := f.At(i+1, start+1, len(strings.TrimSpace(line)))
			p.part.Mark(facts.MarkInverted, backend, facts.NewPath(facts.Script, f.Path), at)
		}
	}
}

// command joins a line with those that go on with it.
func command(lines []string) string {
	joined := lines[0]
	for _, next := range lines[1:min(len(lines), maxCommand)] {
		next = strings.TrimSpace(next)
		if next == "" || strings.HasPrefix(next, "- ") || strings.HasPrefix(next, "#") || strings.HasSuffix(next, ":") || strings.Contains(next, " exec ") {
			break
		}
		joined = strings.TrimSuffix(joined, "\\") + " " + next
	}
	return joined
}
