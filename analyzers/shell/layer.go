package shell

import (
	"fmt"
	"path"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// layerSteps counts the layers that a script applies, in the order in which it
// does.
type layerSteps struct {
	run   int // which program of the file: a file of recipes holds several
	count int
	open  bool // it may have applied any layer by now: what follows says nothing about order
}

// terragruntValued are the options of Terragrunt and Terraform that take a
// separate value and decide what is applied.
var terragruntValued = []string{"working-dir", "terragrunt-working-dir", "var", "var-file", "target", "config", "terragrunt-config"}

// terragrunt notes which layer is applied. Several at once are applied in the
// order of their dependencies, and a part of one may be all that another needs.
// Source: https://terragrunt.gruntwork.io/docs/reference/cli
func (in *interpreter) terragrunt(call invocation) values {
	o := parseOptions(call.args[1:], terragruntValued...)
	verb := o.word(0)
	if verb == "run" || verb == "run-all" {
		verb = o.word(1)
	}
	_, all := o.named["all"]
	_, part := o.named["target"]
	switch {
	case verb != "apply" && o.word(0) != "apply-all" || in.uncalled || in.layers.open:
	case all || part || o.word(0) == "run-all" || o.word(0) == "apply-all" || in.ways > 0:
		in.layers.open = true
	default:
		in.applyLayer(in.layerDir(o, call), call)
	}
	return in.other(call)
}

// layerDir is the directory that a call of Terragrunt works in.
func (in *interpreter) layerDir(o options, call invocation) values {
	for _, option := range []string{"working-dir", "terragrunt-working-dir"} {
		if dir, given := o.named[option]; given {
			return dir
		}
	}
	return in.pwd(call)
}

// applyLayer says that the next step of the script applies the layer in a
// directory. A relative one starts at the script's directory or at the top.
func (in *interpreter) applyLayer(dir values, call invocation) {
	step := facts.Ref{To: facts.New(facts.Layer, anyText), Rel: facts.RelApplies, At: orPos(dir.at(), call.at), Unknown: facts.NotFollowed}
	in.layers.count++
	step.From = in.root.symbol().WithKey(fmt.Sprintf("%d.%d", in.layers.run, in.layers.count))
	name, known := dir.one()
	for _, start := range []string{path.Join(repository, in.root.dir()), repository} {
		rel, inside := inRepository(cleanPath(start, name))
		if known && inside && in.tree.File(path.Join(rel, "terragrunt.hcl")) != nil {
			step.To, step.Unknown = facts.NewPath(facts.Layer, path.Clean("./"+rel)), ""
			break
		}
	}
	in.layers.open = step.Unknown != ""
	in.out.script(in.root.file.At(1, 1, 0))
	in.out.ref(step)
}

// run is the number of a program among those of its file.
func (e *emitter) run(s *script) int {
	e.runs[s.file.Path]++
	return e.runs[s.file.Path]
}
