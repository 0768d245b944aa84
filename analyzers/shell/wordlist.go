package shell

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// operating are commands whose words are files.
var operating = map[string]bool{"cp": true, "mv": true, "mkdir": true, "chmod": true, "chown": true, "cat": true, "install": true, "ln": true, "rm": true, "touch": true}

// swallowed are commands and what their first word looks like.
var swallowed = map[string]*expr.Regexp{
	"chmod": expr.New(`^(?:-R|0?[0-7]{3,4}|[ugoa]*[-+=][rwxXst]+)$`),
	"chown": expr.New(`^(?:-R|[\w-]+:[\w-]*|\d+)$`),
	"mkdir": expr.New(`^-p$`),
	"cp":    expr.New(`^(?:-[a-zA-Z]+|[~/$].*)$`),
	"mv":    expr.New(`^(?:-[a-zA-Z]+|[~/$].*)$`),
	"ls":    expr.New(`^-[a-zA-Z]+$`),
}

// swallow finds a command among the words of another one that takes files,
// followed by a word that only it understands; or answers -1.
func swallow(words []string) int {
	if len(words) == 0 || !operating[path.Base(words[0])] {
		return -1
	}
	for i := 2; i+1 < len(words); i++ {
		if follows := swallowed[words[i]]; follows != nil && follows.MatchString(words[i+1]) {
			return i
		}
	}
	return -1
}

// wordList marks a command of a script that holds another.
func (in *interpreter) wordList(call invocation) {
	var words []string
	for _, a := range call.args {
		words = append(words, a.text())
	}
	if i := swallow(words); i > 0 {
		in.lose(lostWordList, in.own(words[i]), call.args[i].at())
	}
}

// Commands marks the commands in the containers of live objects that hold
// another one: a folded text has no line breaks left to part them.
func Commands(objects []*manifest.Object, part *source.Part) {
	told := map[facts.Pos]bool{}
	for _, o := range objects {
		if !o.Live {
			continue
		}
		for _, text := range shellTexts(o.Root, 0) {
			markWords(o, text, told, part)
		}
	}
}

// maxNesting bounds how deep containers are looked for.
const maxNesting = 64

// shellTexts are what containers below a node give to a shell: the words after
// -c of their command and arguments.
func shellTexts(n *manifest.Node, depth int) []*manifest.Node {
	n = manifest.Resolve(n)
	if n == nil || depth > maxNesting {
		return nil
	}
	var texts []*manifest.Node
	if text := afterFlag(slices.Concat(manifest.Items(manifest.Get(n, "command")), manifest.Items(manifest.Get(n, "args")))); text != nil {
		texts = append(texts, text)
	}
	for _, f := range manifest.Fields(n) {
		texts = append(texts, shellTexts(f.Value, depth+1)...)
	}
	for _, item := range manifest.Items(n) {
		texts = append(texts, shellTexts(item, depth+1)...)
	}
	return texts
}

// commandFlag matches the options of a shell that end in -c.
var commandFlag = expr.New(`^-[a-z]*c$`)

func afterFlag(words []*manifest.Node) *manifest.Node {
	if len(words) == 0 || !shells[path.Base(manifest.Scalar(words[0]))] {
		return nil
	}
	for i, w := range words[1:] {
		if text := manifest.Scalar(w); commandFlag.MatchString(text) && i+2 < len(words) {
			return words[i+2]
		}
	}
	return nil
}

func markWords(o *manifest.Object, n *manifest.Node, told map[facts.Pos]bool, part *source.Part) {
	text := manifest.Scalar(n)
	if len(text) > shelltext.MaxScript {
		return
	}
	tree, err := shelltext.Parse([]byte(text))
	if err != nil {
		return // what the program makes of it is not known
	}
	syntax.Walk(tree, func(node syntax.Node) bool {
		call, ok := node.(*syntax.CallExpr)
		if !ok {
			return true
		}
		var words []string
		for _, w := range call.Args {
			words = append(words, spelled(text, w))
		}
		if i := swallow(words); i > 0 {
			at := o.InText(n, int(call.Args[i].Pos().Offset()), len(words[i]))
			if !told[at] {
				told[at] = true
				part.Mark(facts.MarkLost, lostWordList, o.Symbol().WithKey(words[i]), at)
			}
		}
		return true
	})
}

// spelled is a word as it stands in the text, without quotes.
func spelled(text string, w *syntax.Word) string {
	if lit, ok := literalText(w); ok {
		return lit
	}
	from, to := int(w.Pos().Offset()), int(w.End().Offset())
	if from > to || to > len(text) {
		return anyText
	}
	return strings.Trim(text[from:to], `"`)
}
