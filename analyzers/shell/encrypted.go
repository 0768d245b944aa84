package shell

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/sops"
	"github.com/tazzo/tazlint/analyzers/source"
)

// onePasswordReference matches a secret in a file that op inject or op run
// fills in, see https://developer.1password.com/docs/cli/secret-references.
var onePasswordReference = expr.New(`op://[^\s"'{}$<>#]+/[^\s"'{}$<>#]+/[^\s"'{}$<>#]+`)

// onePasswordFile reads what a file of the repository refers to.
func (in *interpreter) onePasswordFile(v values, call invocation) []origin {
	f := in.repositoryFile(v)
	if f == nil {
		return nil
	}
	text, err := f.Text()
	if err != nil || len(text) > shelltext.MaxScript {
		return nil
	}
	var out []origin
	for n, line := range strings.Split(string(text), "\n") {
		for _, at := range onePasswordReference.FindAllStringIndex(line, 4) {
			o := origin{symbol: onePasswordItem(line[at[0]:at[1]]), at: f.At(n+1, at[0]+1, at[1]-at[0]), weak: call.c.tolerant}
			out = addOrigins(out, []origin{in.out.readBy(call.at, o)})
		}
	}
	return out
}

func onePasswordItem(reference string) facts.Symbol {
	item, field := path.Split(strings.TrimPrefix(reference, "op://"))
	return facts.NewPath(facts.Backend, "onepassword/"+strings.Trim(item, "/")).WithKey(field)
}

// repositoryFile is the file of the repository that a text names: from the
// script's directory or from the top.
func (in *interpreter) repositoryFile(texts values) *source.File {
	name, known := texts.one()
	if !known || in.uncalled || in.out.away {
		return nil
	}
	for _, dir := range []string{repository + "/" + in.root.dir(), repository} {
		if rel, ok := inRepository(cleanPath(dir, name)); ok && in.tree.File(rel) != nil {
			return in.tree.File(rel)
		}
	}
	return nil
}

// extracted matches the steps of sops --extract '["a"]["b"][0]'.
var extracted = expr.New(`\[["']?([^"'\[\]]+)["']?\]`)

// steps are those that lead to what is extracted, joined by dots. A step that
// is not known leaves the file as a whole.
func steps(extract values) string {
	text, known := extract.one()
	if !known {
		return ""
	}
	key := ""
	for _, m := range extracted.FindAllStringSubmatch(text, 8) {
		key = strings.TrimPrefix(key+"."+m[1], ".")
	}
	return key
}

// withEntries sets the variables that exec-env gives to its command, until the
// function that it answers is called.
func (in *interpreter) withEntries(f *source.File, at facts.Pos) func() {
	before := in.vars
	in.vars = append(before.clone(), newFrame())
	for _, name := range sops.Entries(f) {
		in.vars.top().vars[name] = variable{texts: opaque([]origin{{symbol: f.Symbol().WithKey(name), at: at}}), exported: true, lent: true}
	}
	return func() { in.vars = before }
}

// sops understands decryption to the output, and exec-env and exec-file, which
// give what a file holds to a command. See https://getsops.io/docs.
func (in *interpreter) sops(call invocation) values {
	o := parseOptions(call.args[1:], "extract", "input-type", "output-type", "output", "config", "user")
	printed := in.other(call)
	_, short := o.named["d"]
	_, long := o.named["decrypt"]
	words := o.words
	verb := o.word(0)
	if verb == "decrypt" || verb == "exec-env" || verb == "exec-file" {
		words = words[1:]
	}
	if len(words) == 0 || !short && !long && verb == words[0].text() {
		return printed
	}
	from := printed.origins()
	if f := in.repositoryFile(words[0]); f != nil {
		asked := origin{symbol: f.Symbol(), at: words[0].at(), weak: call.c.tolerant}
		if key := steps(o.named["extract"]); key != "" && o.named["input-type"] == nil {
			asked.symbol, asked.at = f.Symbol().WithKey(key), o.named["extract"].at()
		}
		from = addOrigins(from, []origin{in.out.read(asked)})
		if verb == "exec-env" {
			defer in.withEntries(f, words[0].at())()
		}
	}
	if verb != "exec-env" && verb != "exec-file" || len(words) < 2 {
		return opaque(from)
	}
	hidden := in.hidden
	in.hidden = true
	defer func() { in.hidden = hidden }()
	return in.text(call.word(len(call.args)-1), call.args[len(call.args)-1], nil, call)
}
