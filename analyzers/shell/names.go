package shell

import (
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/pattern"

	"github.com/tazzo/tazlint/analyzers/expr"
)

var variableName = expr.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

func isName(text string) bool { return variableName.MatchString(text) }

// own are variables that the shell, the login or the terminal sets; nobody
// delivers them as secrets.
var own = []string{
	"CDPATH", "CI", "COLORTERM", "COLUMNS", "COMP_CWORD", "COMP_LINE", "COMP_WORDS", "DEBUG", "DIRSTACK", "DISPLAY", "EDITOR", "EUID",
	"FUNCNAME", "GROUPS", "HISTCONTROL", "HISTFILE", "HISTSIZE", "HOME", "HOSTNAME", "HOSTTYPE", "IFS", "LANG", "LINENO", "LINES", "LOGNAME",
	"LS_COLORS", "MACHTYPE", "MAIL", "NO_COLOR", "OLDPWD", "OPTARG", "OPTIND", "OSTYPE", "PAGER", "PATH", "PIPESTATUS", "PPID", "PROMPT_COMMAND",
	"PS1", "PS2", "PS4", "PWD", "RANDOM", "REPLY", "SECONDS", "SHELL", "SHELLOPTS", "SHLVL", "SUDO_USER", "TEMP", "TERM", "TMP", "TMPDIR", "TZ",
	"UID", "USER", "VERBOSE", "VISUAL",
}

func shellOwn(name string) bool {
	_, found := slices.BinarySearch(own, name)
	return found || strings.HasPrefix(name, "BASH") || strings.HasPrefix(name, "LC_") || strings.HasPrefix(name, "XDG_")
}

func compilePattern(pat string) (func(string) bool, error) {
	expr, err := pattern.Regexp(pat, pattern.EntireString)
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, err
	}
	return re.MatchString, nil
}
