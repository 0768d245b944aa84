package playbook

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/recipe"
	"github.com/tazzo/tazlint/analyzers/source"
)

// sections are the fields of a play that list tasks, and blocks those of a task.
var (
	sections = []string{"pre_tasks", "tasks", "post_tasks", "handlers"}
	blocks   = []string{"block", "rescue", "always"}
)

// collect notes where variables are set, in all the ways that are the same
// wherever a task runs. Those that tasks set later are among them: a variable
// with two texts has none that is known.
func (r *reader) collect(f *source.File) {
	for _, d := range manifest.Documents(f) {
		switch shapeOf(r.tree, f) {
		case variables:
			r.assign(d, d.Root)
			r.inventory(d, d.Root, 0)
		case plays:
			for _, play := range manifest.Items(d.Root) {
				r.assign(d, manifest.Get(play, "vars"))
				for _, section := range sections {
					r.collectTasks(d, manifest.Get(play, section), 0)
				}
			}
		case tasks:
			r.collectTasks(d, d.Root, 0)
		}
	}
}

// maxSet bounds the places where one variable is set.
const maxSet = 16

func (r *reader) assign(d *manifest.Document, vars *manifest.Node) {
	for _, field := range manifest.Fields(vars) {
		if all := r.vars[field.Key.Value]; manifest.Scalar(field.Value) != "" && len(all) < maxSet {
			r.vars[field.Key.Value] = append(all, place{d, field.Value})
		}
	}
}

// inventory are the variables of hosts and groups.
func (r *reader) inventory(d *manifest.Document, group *manifest.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for _, field := range manifest.Fields(group) {
		if name := field.Key.Value; name == "vars" {
			r.assign(d, field.Value)
		} else {
			r.inventory(d, field.Value, depth+1)
		}
	}
}

func (r *reader) collectTasks(d *manifest.Document, list *manifest.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for _, task := range manifest.Items(list) {
		r.assign(d, manifest.Get(task, "vars"))
		r.assign(d, module(task, "set_fact"))
		for _, block := range blocks {
			r.collectTasks(d, manifest.Get(task, block), depth+1)
		}
	}
}

// module is what a task gives to a module, under its short or full name.
func module(task *manifest.Node, names ...string) *manifest.Node {
	for _, name := range names {
		for _, prefix := range []string{"", "ansible.builtin.", "ansible.legacy.", "kubernetes.core.", "community.hashi_vault.", "community.kubernetes."} {
			if n := manifest.Get(task, prefix+name); n != nil {
				return n
			}
		}
	}
	return nil
}

// here are the names of the operator's own machine.
var here = []string{"localhost", "127.0.0.1"}

func local(n *manifest.Node, inherited bool) bool {
	if c := manifest.Scalar(manifest.Get(n, "connection")); c != "" {
		return c == "local"
	}
	if host := manifest.Scalar(manifest.Get(n, "delegate_to")); host != "" {
		return slices.Contains(here, host)
	}
	return inherited
}

func (r *reader) play(d *manifest.Document, play *manifest.Node) {
	operator := local(play, slices.Contains(here, manifest.Scalar(manifest.Get(play, "hosts"))))
	r.environment(d, play)
	for _, file := range manifest.Items(manifest.Get(play, "vars_files")) {
		r.operatorRead(d, file)
	}
	for _, section := range sections {
		r.tasks(d, manifest.Get(play, section), operator, 0)
	}
}

func (r *reader) tasks(d *manifest.Document, list *manifest.Node, operator bool, depth int) {
	if depth > maxDepth {
		return
	}
	for _, task := range manifest.Items(list) {
		r.task(d, task, local(task, operator))
		for _, block := range blocks {
			r.tasks(d, manifest.Get(task, block), local(task, operator), depth+1)
		}
	}
}

func (r *reader) operatorRead(d *manifest.Document, n *manifest.Node) {
	for _, o := range r.vaultPath(r.text(place{d, n}), true) {
		r.read(o)
	}
}

// sources are the modules whose "src" or "file" lies on the operator's machine.
// Source: docs.ansible.com, ansible.builtin.
var sources = map[string]string{"copy": "src", "template": "src", "script": "cmd", "unarchive": "src", "include_vars": "file", "assemble": "src"}

func (r *reader) task(d *manifest.Document, task *manifest.Node, operator bool) {
	r.environment(d, task)
	for name, field := range sources {
		args := module(task, name)
		if manifest.Scalar(manifest.Get(args, "remote_src")) == "true" {
			continue
		}
		r.operatorRead(d, manifest.Get(args, field))
		if name == "include_vars" || name == "script" {
			r.operatorRead(d, args)
		}
	}
	if args := module(task, "copy"); args != nil {
		content := append(r.text(place{d, manifest.Get(args, "content")}).from, r.vaultPath(r.text(place{d, manifest.Get(args, "src")}), true)...)
		r.write(d, manifest.Get(args, "dest"), content, operator)
	}
	if args := module(task, "fetch"); args != nil {
		r.write(d, manifest.Get(args, "dest"), nil, manifest.Scalar(manifest.Get(args, "flat")) != "")
	}
	r.commands(d, task, operator)
	r.slurp(d, task, operator)
	r.objects(d, module(task, "k8s"))
	r.chart(d, module(task, "helm"))
	r.objectRead(d, module(task, "k8s_info"))
}

// write says that a task writes an entry of the vault.
func (r *reader) write(d *manifest.Document, dest *manifest.Node, content []origin, certain bool) {
	if dest == nil {
		return
	}
	for _, o := range r.vaultPath(r.text(place{d, dest}), true) {
		r.def(o.symbol, facts.KeySet{}, o.at, facts.Traits{Possible: o.unknown != "" || !certain})
		if o.unknown == "" {
			r.derive(o.symbol, content)
		}
	}
}

// environment are the variables that a play or task gives to what it runs.
func (r *reader) environment(d *manifest.Document, n *manifest.Node) {
	for _, field := range manifest.Fields(manifest.Get(n, "environment")) {
		if !variableName.MatchString(field.Key.Value) {
			continue
		}
		symbol := facts.New(facts.EnvVar, field.Key.Value)
		v := r.text(place{d, field.Value})
		paths := r.vaultPath(v, true)
		r.def(symbol, facts.KeySet{}, d.At(field.Key), facts.Traits{Path: len(paths) > 0})
		r.derive(symbol, append(slices.Clone(v.from), paths...))
		if b, ok := source.ByEnv(field.Key.Value); ok {
			r.mark(b.Name, d.At(field.Key))
		}
	}
}

// commands follows the shell of a task, and notes what it prints into a variable.
func (r *reader) commands(d *manifest.Document, task *manifest.Node, operator bool) {
	args := module(task, "shell", "command", "raw")
	if args == nil {
		return
	}
	text := args
	if cmd := manifest.Get(args, "cmd"); cmd != nil {
		text = cmd
	}
	if d.File != nil && len(r.shell[operator]) < maxFragments {
		r.shell[operator] = append(r.shell[operator], recipe.InScalar(d.File, text)...)
	}
	for _, word := range manifest.Items(manifest.Get(args, "argv")) {
		for _, o := range r.vaultPath(r.text(place{d, word}), operator) {
			r.read(o)
		}
	}
	if name := manifest.Scalar(manifest.Get(task, "register")); name != "" && prints.MatchString(manifest.Scalar(text)) {
		r.register(name, r.printed(r.text(place{d, text}), operator)...)
	}
}

// maxFragments bounds the pieces of shell in one repository.
const maxFragments = 2000

// slurp reads a file of the machine that a task runs on.
func (r *reader) slurp(d *manifest.Document, task *manifest.Node, operator bool) {
	args := module(task, "slurp")
	file := manifest.Get(args, "src")
	if file == nil {
		file = manifest.Get(args, "path")
	}
	for _, o := range r.vaultPath(r.text(place{d, file}), operator) {
		r.read(o)
		if name := manifest.Scalar(manifest.Get(task, "register")); name != "" {
			r.register(name, o)
		}
	}
}

// maxSettings is the largest file of settings that is read, in bytes.
const maxSettings = 256 << 10

// settingsFile matches the names of such files.
var settingsFile = expr.New(`(?:^|/)ansible\.cfg$|\.ini$|(?:^|/)(?:hosts|inventory)$|(?:^|/)inventor(?:y|ies)/[^./]+$`)

// assignment matches key=value in a file of settings or inventory.
var assignment = expr.New(`\b(\w+)\s*=\s*("[^"\n]*"|'[^'\n]*'|[^\s,]+)`)

// settings reads ansible.cfg and inventories in the form of ini files.
func (r *reader) settings(f *source.File) {
	if !settingsFile.MatchString(f.Path) {
		return
	}
	text, err := f.Text()
	if err != nil || len(text) > maxSettings {
		return
	}
	read, number := false, 0
	for line := range strings.Lines(string(text)) {
		number++
		if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';' {
			continue
		}
		for _, m := range assignment.FindAllStringSubmatchIndex(line, 64) {
			if !operatorFile.MatchString(line[m[2]:m[3]]) {
				continue
			}
			read = true
			name := strings.Trim(line[m[4]:m[5]], `"'`)
			if _, file, labelled := strings.Cut(name, "@"); labelled {
				name = file
			}
			for _, o := range r.vaultPath(value{text: name, known: !strings.Contains(name, "{{"), at: f.At(number, m[4]+1, m[5]-m[4])}, true) {
				r.read(o)
			}
		}
	}
	if read {
		r.part.Files++
	}
}
