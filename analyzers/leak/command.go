package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

// commandFields hold what a shell runs, or a program with its arguments: of
// pipelines, of containers and Compose, of Ansible, of cloud-init, of Task and
// mise. Sources: their documentation.
var commandFields = set("run", "script", "scripts", "before_script", "after_script", "pre_build", "post_build", "commands", "command", "args", "cmd", "cmds",
	"entrypoint", "test", "sh", "shell", "raw", "runcmd", "bootcmd", "early-commands", "late-commands", "inline", "inlineScript",
	"ansible.builtin.shell", "ansible.builtin.command", "ansible.builtin.raw", "ansible.legacy.shell", "ansible.legacy.command")

// mayTell matches shell in which a secret could stand: the words that names of
// secrets are made of, an address with a login, and the options of one letter
// that take a password. All other shell is not even parsed.
var mayTell = expr.New(`(?i)pass|pwd|psk|token|secret|key|cred|auth|identified|://[^\s/]*@|[\s"']-[uapnwk]`)

// maxCommand is the longest shell inside a file that is parsed, in bytes.
const maxCommand = 64 << 10

// command judges a scalar that a shell reads, and answers whether that told
// anything: fields of these names hold other text as well. One word is a
// program, and what starts with a dash the argument of one.
func (w *walker) command(name string, n *manifest.Node, value string) bool {
	line := strings.TrimSpace(value)
	if !commandFields[name] || !strings.ContainsAny(line, " \t\n") || strings.HasPrefix(line, "-") {
		return false
	}
	told := len(w.part.Marks)
	return w.shell(n, value) && len(w.part.Marks) > told
}

// shell judges a scalar as shell, and answers whether it is any.
func (w *walker) shell(n *manifest.Node, value string) bool {
	if len(value) > maxCommand || w.depth >= maxInside || strings.HasPrefix(value, "#!") && !isShellScript(value) || !mayTell.MatchString(value) {
		return false
	}
	at := func(from, to int) facts.Pos {
		pos := w.doc.InText(n, from, to-from)
		if strings.Contains(value[from:to], "\n") {
			end := w.doc.InText(n, to, 0)
			pos.EndLine, pos.EndCol = end.Line, end.Col
		}
		return pos
	}
	return w.part.shell(passage{value, at}, w.on, w.depth+1)
}

// shell judges a text as shell, and answers whether it is any.
func (m *marks) shell(p passage, on facts.Symbol, depth int) bool {
	if strings.Contains(p.text, "{{") {
		p = p.inside(filledIn(p.text))
	}
	found, err := shelltext.Literals([]byte(p.text))
	if err != nil {
		return false
	}
	m.shellLiterals(p, on, found, depth)
	return true
}

// isShellScript recognises a script by its first line.
func isShellScript(text string) bool {
	found := shelltext.Shebang.FindStringSubmatch(text[:min(len(text), 256)])
	return found != nil && strings.HasSuffix(found[1], "sh")
}

// fills matches what runners, pipelines and templates fill in.
var fills = expr.New(`\$?\{\{.*?\}\}`)

// filledIn is a text with a hole in place of each thing that is filled in.
func filledIn(text string) *source.Excerpt {
	e := &source.Excerpt{}
	last := 0
	for _, m := range fills.FindAllStringIndex(text, -1) {
		e.Copy([]byte(text[last:m[0]]), last)
		e.Put(shelltext.Hole, m[0])
		last = m[1]
	}
	e.Copy([]byte(text[last:]), last)
	return e
}

// foreign reports whether a step of a pipeline or a task names an interpreter
// for its commands that is no shell of POSIX.
func foreign(step *manifest.Node) bool {
	shell := manifest.Scalar(manifest.Get(step, "shell"))
	if shell == "" || strings.ContainsAny(shell, "{") {
		return false
	}
	word := strings.Fields(shell)[0]
	return !strings.HasSuffix(word, "sh") || strings.HasSuffix(word, "pwsh") || word == "fish"
}

// runs are the fields of well-known files whose members are commands under names
// that the author gave.
var runs = map[string]string{"package.json": "scripts", "composer.json": "scripts", "deno.json": "tasks"}

// commands judges the commands below a field, each or a list of them.
func (w *walker) commands(n *manifest.Node) {
	for _, f := range manifest.Fields(n) {
		for _, item := range append(manifest.Items(f.Value), f.Value) {
			if value := manifest.Scalar(item); value != "" {
				w.shell(item, value)
			}
		}
	}
}
