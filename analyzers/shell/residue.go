package shell

import (
	"bytes"
	"regexp"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// A network outside of the cluster keeps what joined it until somebody logs it
// out or deletes it there.
var (
	destroys        = regexp.MustCompile(`(?m)^[^#\n]*\b(?:terragrunt|terraform|tofu)\b[^#\n]*\bdestroy\b`)
	joins           = regexp.MustCompile(`(?m)^[ \t]*(?:sudo[ \t]+)?(tailscale[ \t]+up)\b[^\n]*`)
	mentionsTailnet = regexp.MustCompile(`(?i)tailscale`)
)

// residue marks what a script registers with a network, and, where it destroys
// a cluster, that it does and whether it looks after the network too.
func (e *emitter) residue(s *script) {
	if m := destroys.FindIndex(s.text); m != nil {
		at := s.place(m[0], m[1])
		e.mark(facts.MarkReleased, "cluster", e.script(at), at)
		if mentionsTailnet.Match(s.text) {
			e.mark(facts.MarkReleased, "tailscale", e.script(at), at)
		}
		return
	}
	for _, m := range joins.FindAllSubmatchIndex(s.text, 8) {
		at := s.place(m[2], m[3])
		e.mark(facts.MarkRegistered, "tailscale", e.script(at), at)
	}
}

// place is the position of a range of bytes on one line.
func (s *script) place(from, to int) facts.Pos {
	line := bytes.Count(s.text[:from], []byte("\n")) + 1
	return s.file.At(line, from-bytes.LastIndexByte(s.text[:from], '\n'), to-from)
}
