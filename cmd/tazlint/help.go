package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/rules/report"
)

var _ = register(command{
	name:  "help",
	args:  "[COMMAND]",
	short: "explain the commands and their flags",
	setup: func(*pflag.FlagSet) func(context.Context, *app, []string) error { return runHelp },
})

func runHelp(_ context.Context, a *app, args []string) error {
	if len(args) == 0 {
		a.overview()
		return nil
	}
	name, err := oneArg(args, "command", "")
	if err != nil {
		return err
	}
	c := find(name)
	if c.name == "" {
		return unknownCommand(name)
	}
	flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	c.setup(flags)
	a.commandHelp(c, flags)
	return nil
}

func (a *app) overview() {
	fmt.Fprint(a.out, "tazlint checks how secrets flow between a vault, a bootstrap and GitOps repositories.\n\nCommands:\n")
	for _, c := range commands {
		fmt.Fprintf(a.out, "  %-22s %s\n", strings.TrimSpace(c.name+" "+c.args), c.short)
	}
	fmt.Fprint(a.out, "\nlint is the default command. \"tazlint help COMMAND\" lists its flags.\n\nFormats of lint:\n")
	for _, f := range report.Formats() {
		fmt.Fprintf(a.out, "  %-22s %s\n", f.Name, f.Doc)
	}
	fmt.Fprint(a.out, "\nFormats of graph:\n")
	for _, f := range report.FlowFormats() {
		fmt.Fprintf(a.out, "  %-22s %s\n", f.Name, f.Doc)
	}
	fmt.Fprint(a.out, "\nFormats of migrate:\n")
	for _, f := range report.PlanFormats() {
		fmt.Fprintf(a.out, "  %-22s %s\n", f.Name, f.Doc)
	}
	fmt.Fprint(a.out, `
Exit codes:
  0  clean
  1  findings at or above --fail-on, or more unknown references than --max-unknown
  2  wrong flags, arguments or configuration
  3  the analysis is incomplete: no input, an unreadable file, a policy error
`)
}

func (a *app) commandHelp(c command, flags *pflag.FlagSet) {
	fmt.Fprintf(a.out, "usage: tazlint %s\n\n%s\n", strings.TrimSpace(c.name+" "+c.args), sentence(c.short))
	if c.long != "" {
		fmt.Fprintf(a.out, "\n%s\n", strings.TrimSpace(c.long))
	}
	if usages := flags.FlagUsages(); usages != "" {
		fmt.Fprintf(a.out, "\nFlags:\n%s", usages)
	}
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// printable replaces what a terminal would obey: names in messages come from
// repositories. No line but the first may begin with their text, which a runner
// of workflows would obey where it starts with two colons.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteString("  ") // of the policy compiler's excerpts
		case r == '\n':
			b.WriteString("\n  | ")
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// writef writes a message line whose arguments may come from a repository.
func writef(w io.Writer, format string, args ...any) {
	fmt.Fprintln(w, printable(fmt.Sprintf(format, args...)))
}
