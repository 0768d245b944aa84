package shell

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// inside marks a backend that is configured from a pod: by the command that
// kubectl runs there, or by what is given to a shell in it.
func (in *interpreter) inside(call invocation) {
	var words []string
	for _, a := range call.args {
		words = append(words, a.text())
	}
	command := strings.Join(words, " ")
	for _, v := range call.c.stdin {
		if v.doc != nil {
			command += " " + v.doc.text()
		}
	}
	if backend, ok := source.ConfiguredInside(command); ok {
		in.out.mark(facts.MarkInverted, backend, in.out.script(call.at), call.at)
	}
}

// text is a here-document as it is written.
func (d *heredoc) text() string {
	from, to := d.word.Pos().Offset(), d.word.End().Offset()
	if size := uint(len(d.script.text)); from > to || to > size {
		return ""
	}
	return string(d.script.text[from:to])
}
