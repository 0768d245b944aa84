package recipe

import (
	"bytes"

	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// taskRecipes are the commands of each task of a Taskfile.
// Source: taskfile.dev, schema version 3: tasks.*.cmds, tasks.*.cmd, and the
// fields "sh" of vars, env and preconditions.
func taskRecipes(f *source.File, text []byte) []recipe {
	var all []recipe
	lines := linesOf(text)
	for _, d := range manifest.Documents(f) {
		all = append(all, outputs(lines, d.Root)...)
		for _, task := range manifest.Fields(manifest.Get(d.Root, "tasks")) {
			all = append(all, outputs(lines, task.Value)...)
			commands := append(manifest.Items(task.Value), manifest.Items(manifest.Get(task.Value, "cmds"))...)
			commands = append(commands, manifest.Get(task.Value, "cmd"), task.Value)
			var r recipe
			for _, c := range commands {
				if inner := manifest.Get(c, "cmd"); inner != nil {
					c = inner
				}
				r = append(r, scalarLines(lines, c)...)
			}
			all = append(all, r)
		}
	}
	return all
}

// scalarLines are where the text of a scalar stands: the lines of a block, or
// what is left of the line for others. Text that YAML escapes is left out.
func scalarLines(lines []line, n *manifest.Node) recipe {
	if manifest.Scalar(n) == "" || n.Line < 1 || n.Line > len(lines) {
		return nil
	}
	first := lines[n.Line-1]
	start := min(n.Column-1, len(first.text))
	rest := first.text[start:]
	if len(rest) > 0 && (rest[0] == '|' || rest[0] == '>') {
		return blockLines(lines, n.Line)
	}
	quoted := len(rest) > 1 && (rest[0] == '"' || rest[0] == '\'')
	if !quoted && bytes.HasPrefix(rest, []byte(n.Value)) {
		return recipe{{first.at + start, first.at + start + len(n.Value)}}
	}
	if quoted && bytes.HasPrefix(rest[1:], []byte(n.Value)) {
		return recipe{{first.at + start + 1, first.at + start + 1 + len(n.Value)}}
	}
	return nil
}

// blockLines are the lines of a block scalar, from the one after its header
// down to one that is indented less than the first.
func blockLines(lines []line, after int) recipe {
	var r recipe
	indent := -1
	for _, l := range lines[after:] {
		trimmed := bytes.TrimLeft(l.text, " ")
		if len(trimmed) == 0 {
			continue
		}
		depth := len(l.text) - len(trimmed)
		if indent < 0 {
			indent = depth
		}
		if depth < indent || depth == 0 {
			break
		}
		r = append(r, extent{l.at + depth, l.at + len(l.text)})
	}
	return r
}

// outputs are the commands whose output becomes a variable, or which decide
// whether a task runs.
func outputs(lines []line, n *manifest.Node) []recipe {
	var all []recipe
	for _, section := range []string{"vars", "env"} {
		for _, field := range manifest.Fields(manifest.Get(n, section)) {
			all = append(all, scalarLines(lines, manifest.Get(field.Value, "sh")))
		}
	}
	for _, c := range manifest.Items(manifest.Get(n, "preconditions")) {
		all = append(all, scalarLines(lines, manifest.Get(c, "sh")))
	}
	return all
}
