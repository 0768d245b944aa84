package pattern

import (
	"bytes"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// excepted are the marks that an exception of a scanner can be about, and the
// rules that tell them.
var excepted = map[facts.MarkKind]string{
	facts.MarkCredential: "leak/credential", facts.MarkInlineCredential: "leak/inline-credential", facts.MarkPlaintextSecret: "leak/plaintext-secret",
	facts.MarkWeakPlaceholder: "leak/weak-placeholder", facts.MarkUnencrypted: "leak/unencrypted-file", facts.MarkCommitted: "leak/committed-material",
}

// gitleaksTool names whose configuration is read, besides the comments of its
// kin.
const gitleaksTool = "gitleaks"

// exemption is one exception as its author wrote it.
type exemption struct {
	at     facts.Pos
	reason string
	rules  []string // gitleaks' rules that it is for; none means all
	file   string   // the only one it is for, if any
	admits func(*candidate) bool
}

// Exceptions finds what gitleaks' configuration, its list of ignored findings
// and comments except of the marks of all front ends. The marks stay: a report
// shows what is suppressed, and why.
//
// Nothing is read for it unless one of these files exists or a comment stands
// in a file that has marks.
func Exceptions(t *source.Tree, marks []facts.Mark) source.Part {
	return exceptionsWithin(newEffort(), t, marks)
}

func exceptionsWithin(left *effort, t *source.Tree, marks []facts.Mark) source.Part {
	var part source.Part
	x := exceptions{repo: t.Repo, commit: t.Commit, part: &part, effort: left, known: builtIn}
	if config := configOf(t); config != nil {
		part.Add(config.part)
		x.list, x.known = slices.Clip(config.exemptions), config.known
	}
	if list := fingerprintsOf(t); list != nil {
		part.Add(list.part)
		x.list = append(x.list, list.exemptions...)
	}
	x.covers = make([][]facts.Pos, len(x.list))
	byFile := marksByFile(marks)
	for _, name := range slices.Sorted(maps.Keys(byFile)) {
		x.look(t.File(name), byFile[name])
	}
	x.tell()
	return part
}

// marksByFile groups the marks that matter: those that can be excepted, and
// those that say which text is a value.
func marksByFile(marks []facts.Mark) map[string][]facts.Mark {
	byFile, hidden := map[string][]facts.Mark{}, map[string][]facts.Mark{}
	for _, m := range marks {
		switch {
		case excepted[m.Kind] != "":
			byFile[m.At.File] = append(byFile[m.At.File], m)
		case m.Kind == facts.MarkMasked:
			hidden[m.At.File] = append(hidden[m.At.File], m)
		}
	}
	for name := range byFile {
		byFile[name] = append(byFile[name], hidden[name]...)
	}
	return byFile
}

// exceptions is one run over the marks of a tree.
type exceptions struct {
	repo   string
	commit string
	part   *source.Part
	list   []exemption
	covers [][]facts.Pos // by index of list
	known  func(rule string) *sized
	effort *effort
}

// look finds which marks of one file are excepted.
func (x *exceptions) look(f *source.File, marks []facts.Mark) {
	if f == nil {
		return
	}
	text, _ := f.Text()
	commented := bytes.Contains(text, []byte("leaks:allow")) || bytes.Contains(text, []byte("trufflehog:ignore"))
	if len(x.list) == 0 && !commented {
		return
	}
	p, ok := pageOf(f)
	if !ok {
		return
	}
	v := &view{page: p, known: x.known, effort: x.effort, commit: x.commit, seen: map[viewed]*candidate{}}
	literals := slices.DeleteFunc(slices.Clone(marks), func(m facts.Mark) bool { return excepted[m.Kind] == "" })
	if commented {
		x.part.Ignores = append(x.part.Ignores, v.comments(literals, marks)...)
	}
	for i, e := range x.list {
		if e.file != "" && e.file != f.Path {
			continue
		}
		for _, m := range literals {
			if v.excepts(e, m) {
				x.covers[i] = append(x.covers[i], m.At)
			}
		}
	}
}

// tell adds what was found. An exception that covers nothing is listed too:
// gitleaks may need it for what tazlint never takes for a secret.
func (x *exceptions) tell() {
	for i, e := range x.list {
		x.part.Ignores = append(x.part.Ignores, ignoreOf(gitleaksTool, e.at, e.reason, x.covers[i]))
	}
	if x.effort.spent() {
		x.part.Problem(facts.Pos{Repo: x.repo, File: configFile, Line: 1, Col: 1}, facts.FaultTooLarge, "too costly to compare with everything that was found; some exceptions are not honoured")
	}
}

func ignoreOf(tool string, at facts.Pos, reason string, covers []facts.Pos) facts.Ignore {
	slices.SortFunc(covers, facts.ComparePos)
	rules := slices.Sorted(maps.Values(excepted))
	return facts.Ignore{At: at, Tool: tool, Reason: reason, Rules: rules, Covers: slices.Compact(covers)}
}

// excepts reports whether an exception is about a mark.
func (v *view) excepts(e exemption, m facts.Mark) bool {
	if len(e.rules) == 0 {
		return e.admits(v.candidate(m))
	}
	return slices.ContainsFunc(e.rules, func(rule string) bool {
		c := v.candidateOf(m, rule)
		return c != nil && e.admits(c)
	})
}
