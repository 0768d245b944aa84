package service

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell"
	"github.com/tazzo/tazlint/analyzers/source"
)

// start are the settings whose value is a command of the unit.
var start = []string{"ExecStart", "ExecStartPre", "ExecStartPost", "ExecCondition"}

// demands compares the variables without which a unit's script fails with those
// that the unit gives it.
func (r *reader) demands(u *unit, self facts.Symbol) {
	process := r.process(u)
	defined := false
	for _, s := range u.settings {
		if s.section != "Service" || !slices.Contains(start, s.key) {
			continue
		}
		w := program(s.value)
		f := r.only(path.Base(w.text))
		if f == nil || w.text == "" {
			continue
		}
		at := s.at(w.from, len(w.text))
		from := facts.NewPath(facts.Script, f.Path)
		for _, name := range shell.Demands(f) {
			if provided(name) {
				continue
			}
			if !defined {
				defined = true
				r.part.Def(facts.Def{Symbol: process, Kind: facts.KindScope, Keys: r.environment(u), At: u.file.At(1, 1, 0), By: self})
			}
			r.part.Ref(facts.Ref{From: from, To: process.WithKey(name), Rel: facts.RelReads, At: at})
		}
		if defined {
			r.part.Def(facts.Def{Symbol: from, Kind: facts.KindScript, At: f.At(1, 1, 0)})
		}
	}
}

// given are variables that systemd itself sets, or that a login has.
// Source: systemd.exec(5), "Environment variables in spawned processes".
var given = expr.New(`^(?:PATH|LANG|LC_\w+|USER|LOGNAME|HOME|SHELL|PWD|TERM|TZ|HOSTNAME|INVOCATION_ID|SYSTEMD_\w+|XDG_\w+|` +
	`(?:RUNTIME|STATE|CACHE|LOGS|CONFIGURATION|CREDENTIALS)_DIRECTORY|MAINPID|MANAGERPID|LISTEN_\w+|NOTIFY_SOCKET|WATCHDOG_\w+|` +
	`JOURNAL_STREAM|SERVICE_RESULT|EXIT_\w+|MONITOR_\w+|PIDFILE|TRIGGER_\w+|MEMORY_PRESSURE_\w+|FDSTORE|REMOTE_\w+|DBUS_\w+|SSH_\w+)$`)

func provided(name string) bool { return given.MatchString(name) }

// interpreters run the script that is their first argument.
var interpreters = map[string]bool{"sh": true, "bash": true, "dash": true}

// program is the word of a command that names the program, or the script that
// an interpreter runs; empty where options or assignments stand between.
func program(command string) word {
	all := words(command)
	for i, w := range all {
		text := w.text
		if i == 0 {
			text = strings.TrimLeft(text, "@-:+!|")
			w.from += len(w.text) - len(text)
			w.text = text
		}
		if name := path.Base(text); interpreters[name] || name == "env" {
			continue
		}
		if strings.HasPrefix(text, "-") || strings.ContainsAny(text, "={}$%") {
			return word{}
		}
		return w
	}
	return word{}
}

// only is the one file of the repository that becomes a file of this name, or
// nil where none or several do.
func (r *reader) only(name string) *source.File {
	if r.named == nil {
		r.named = map[string][]*source.File{}
		for _, f := range r.tree.Files {
			r.named[plainName(f)] = append(r.named[plainName(f)], f)
		}
	}
	if all := r.named[name]; len(all) == 1 {
		return all[0]
	}
	return nil
}
