package shell

import (
	"slices"
	"strings"
)

// wrapper is a command that runs the command among its arguments.
type wrapper struct {
	valued   string // options that take a separate value
	operands int    // words before the command
}

// wrappers by name. Sources: the manuals of GNU coreutils, findutils,
// util-linux, sudo, doas and bash.
var wrappers = map[string]wrapper{
	"sudo": {valued: "-u -g -h -p -C -r -t -U -T --user --group"}, "doas": {valued: "-u -C"}, "command": {}, "exec": {valued: "-a"}, "nohup": {}, "builtin": {},
	"env": {valued: "-u -C --unset --chdir"}, "nice": {valued: "-n"}, "ionice": {valued: "-c -n"}, "stdbuf": {valued: "-i -o -e"}, "time": {valued: "-f -o"},
	"timeout": {valued: "-s -k --signal --kill-after", operands: 1}, "setsid": {}, "xargs": {valued: "-I -n -P -L -d -E -s -a --max-args --max-procs --max-lines --delimiter --arg-file"},
}

// unwrap is the command that a wrapper runs, without what stands before it, or
// nil.
func unwrap(name string, args []values) []values {
	w, wraps := wrappers[name]
	if !wraps {
		return nil
	}
	return operands(args, w.valued, w.operands)
}

// operands are the words after options, assignments and the first few words.
func operands(args []values, valued string, skip int) []values {
	for i := 0; i < len(args); i++ {
		switch text := args[i].text(); {
		case strings.HasPrefix(text, "-"):
			if slices.Contains(strings.Fields(valued), text) {
				i++
			}
		case isAssignment(text):
		case skip > 0:
			skip--
		default:
			return args[i:]
		}
	}
	return nil
}

// fed is the command that xargs runs, with what it reads in the place of a
// word of its choice, or behind all others.
func fed(call invocation) []values {
	rest := slices.Clone(unwrap("xargs", call.args[1:]))
	place := ""
	for i := range len(call.args) - len(rest) {
		switch text := call.arg(i); {
		case text == "-I":
			place = call.arg(i + 1)
		case strings.HasPrefix(text, "-I"):
			place = text[2:]
		case text == "-i" || text == "--replace":
			place = "{}"
		}
	}
	if place == "" {
		return append(rest, opaque(call.c.stdin.origins()))
	}
	for n, texts := range rest {
		rest[n] = slices.Clone(texts)
		for i, v := range texts {
			if strings.Contains(v.text, place) {
				rest[n][i].text, rest[n][i].known = strings.ReplaceAll(v.text, place, anyText), false
				rest[n][i].from = addOrigins(v.from, call.c.stdin.origins())
			}
		}
	}
	return rest
}
