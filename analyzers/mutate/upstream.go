package mutate

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// upstream are the mistakes on the way from the operator's vault to the
// cluster. They are found in the text of all repositories of a workspace: a
// name is given where one expression matches, and needed where another does.
var upstream = upstreamFaults()

func upstreamFaults() []Operator {
	var list []Operator
	for _, b := range slices.Concat(bonds, grantBonds) {
		list = append(list, b.operators()...)
	}
	list = append(list, grantFaults...)
	return append(list,
		Operator{Name: "apply a layer before one that it needs", mutants: swapSteps},
		Operator{Name: "misspell the path of a layer", mutants: renameMentions(`config_path\s*=\s*"([^"]+)"`, ".hcl")},
		Operator{Name: "misspell the source of a module", mutants: renameMentions(`^\s*source\s*=\s*"(\.{1,2}/[^"]+)"`, ".hcl", ".tf")},
		Operator{Name: "misspell a local value where it is used", mutants: renameMentions(`\blocal\.(\w+)`, ".hcl", ".tf")},
	)
}

// bond is a name that one text gives and another needs.
type bond struct {
	what  string   // in words
	given pattern  // the name where it is given
	read  pattern  // the name where it is needed
	among relation // which of the texts that need it mean the one that gives it
	by    string   // what makes another name of it
	whole bool     // the line that gives it can be left out
	aside bool     // what lacks it is told where it should be given, and nothing else reads it by name
	about int      // lines beside the name at which its absence may be told as well
}

// pattern is an expression whose first group is a name, in files of some
// endings.
type pattern struct {
	text    string
	endings []string
}

func in(text string, endings ...string) pattern { return pattern{text, endings} }

// relation says whether what is read in one file is what another gives.
type relation func(e *Estate, given, read mention) bool

var bonds = []bond{
	{what: "a vault entry", given: in(`^\s*(?:- )?file:\s*(\S+)`, ".yml", ".yaml"), by: suffix,
		read: in(`(?:/|\bresolve\s+\w+\s+)([\w.-]+)["'\s)]`, ".sh", ".tf", ".hcl"), among: vaultRead},
	{what: "an exported variable", given: in(`\b(?:resolve\s+|export\s+)(\w+)`, ".sh"), by: "S", whole: true,
		read: in(`get_env\("(\w+)"\)`, ".hcl"), among: sameRepo},
	{what: "a module's variable", given: in(`^variable\s+"(\w+)"`, ".tf"), by: identifier,
		read: in(`\bvar\.(\w+)`, ".tf"), among: sameDir},
	{what: "a layer's input", given: in(`^\s+(\w+)\s*=\s*(?:dependency|get_env|local|")`, "terragrunt.hcl"), by: identifier, whole: true, aside: true,
		read: in(`^variable\s+"(\w+)"`, ".tf"), among: ofModule},
	{what: "a module's output", given: in(`^output\s+"(\w+)"`, ".tf"), by: identifier,
		read: in(`\bdependency\.\w+\.outputs\.(\w+)`, "terragrunt.hcl"), among: ofDependency},
	{what: "a dependency between layers", given: in(`^dependency\s+"(\w+)"`, "terragrunt.hcl"), by: identifier,
		read: in(`\bdependency\.(\w+)\.`, "terragrunt.hcl"), among: sameFile},
	{what: "a resource", given: in(`^resource\s+"\w+"\s+"(\w+)"`, ".tf"), by: identifier,
		read: in(`\b[a-z]+_\w+\.(\w+)[.\]\s,[]`, ".tf"), among: sameDir},
	{what: "a Secret that Terraform makes", given: in(`^\s+name\s+=\s+"([a-z][a-z0-9-]+)"`, ".tf"), by: suffix,
		read: in(`\bname:\s*"?([a-z][a-z0-9-]+)"?\s*$`, ".tf", ".yaml"), among: secretRead},
}

// operators are the faults at either end of a bond.
func (b bond) operators() []Operator {
	list := []Operator{{Name: "rename " + b.what + " where it is given", mutants: b.renameGiven}}
	if !b.aside {
		list = append(list, Operator{Name: "rename " + b.what + " where it is needed", mutants: b.renameRead})
	}
	if b.whole {
		list = append(list, Operator{Name: "leave out " + b.what, mutants: b.leaveOut})
	}
	return list
}

// mention is a name as it stands in a text of the workspace.
type mention struct {
	spelled
	tree *source.Tree
	file string
}

func (m mention) at() facts.Pos {
	text := textOf(m.tree, m.file)
	return facts.Pos{Repo: m.tree.Repo, File: m.file, Line: m.line, Col: m.start - lineStart(text, m.line) + 1}
}

func (m mention) place() Place {
	return Place{Repo: m.tree.Repo, File: m.file, From: m.line, Name: m.name}
}

// changed is the fault of writing another name at a mention.
func (m mention) changed(by string) Mutant {
	return Mutant{
		At: m.at(), What: m.name + " becomes " + m.name + by, Names: []string{m.name, m.name + by},
		Texts: one(m.file, splice(textOf(m.tree, m.file), m.end, m.end, by)),
	}
}

// mentions finds a pattern in all files of the workspace, outside comments.
func (e *Estate) mentions(p pattern) []mention {
	expression := regexp.MustCompile(p.text)
	var found []mention
	for _, tree := range append([]*source.Tree{e.Tree}, e.Beside...) {
		for _, f := range tree.Files {
			if slices.ContainsFunc(p.endings, func(end string) bool { return strings.HasSuffix(f.Path, end) }) {
				for _, s := range spelledInText(textOf(tree, f.Path), expression) {
					found = append(found, mention{s, tree, f.Path})
				}
			}
		}
	}
	return found
}

func textOf(tree *source.Tree, file string) []byte {
	f := tree.File(file)
	if f == nil {
		return nil
	}
	text, err := f.Text()
	if err != nil {
		return nil
	}
	return text
}

// pair is a name where it is given with where it is needed.
type pair struct {
	given mention
	reads []mention
}

// pairs are the names that are given once and needed at all.
func (b bond) pairs(e *Estate) []pair {
	givers, readers := e.mentions(b.given), e.mentions(b.read)
	var list []pair
	for _, g := range givers {
		p := pair{given: g}
		for _, r := range readers {
			if r.name == g.name && b.among(e, g, r) {
				p.reads = append(p.reads, r)
			}
		}
		twin := slices.ContainsFunc(givers, func(o mention) bool {
			return o.name == g.name && o != g && len(p.reads) > 0 && b.among(e, o, p.reads[0])
		})
		if len(p.reads) > 0 && !twin {
			list = append(list, p)
		}
	}
	return list
}

// told are the places where the lack of a name must be told.
func (b bond) told(p pair) []Place {
	if b.aside {
		return []Place{{Repo: p.given.tree.Repo, File: p.given.file}}
	}
	var places []Place
	for _, r := range p.reads {
		places = append(places, b.place(r))
	}
	return places
}

func (b bond) renameGiven(e *Estate) []Mutant {
	var list []Mutant
	for _, p := range b.pairs(e) {
		m := p.given.changed(b.by)
		m.Places = b.told(p)
		list = append(list, m)
	}
	return list
}

// place is where it is told that a name which is needed is not given.
func (b bond) place(read mention) Place {
	p := read.place()
	p.From, p.To = p.From-b.about, p.From+b.about
	return p
}

func (b bond) renameRead(e *Estate) []Mutant {
	var list []Mutant
	for _, p := range b.pairs(e) {
		for _, r := range p.reads {
			m := r.changed(b.by)
			m.Places = []Place{b.place(r)}
			list = append(list, m)
		}
	}
	return list
}

func (b bond) leaveOut(e *Estate) []Mutant {
	var list []Mutant
	for _, p := range b.pairs(e) {
		text := textOf(p.given.tree, p.given.file)
		m := Mutant{
			At: p.given.at(), What: "without " + p.given.name, Names: []string{p.given.name},
			Texts: one(p.given.file, blank(text, p.given.line, p.given.line+1)),
		}
		m.Places = b.told(p)
		list = append(list, m)
	}
	return list
}

// renameMentions misspells what nothing else has to give: a path, a name of the
// same text.
func renameMentions(expression string, endings ...string) func(*Estate) []Mutant {
	return func(e *Estate) []Mutant {
		var list []Mutant
		for _, m := range e.mentions(in(expression, endings...)) {
			fault := m.changed(identifier)
			fault.Places = []Place{m.place()}
			list = append(list, fault)
		}
		return list
	}
}

func sameRepo(_ *Estate, given, read mention) bool { return given.tree == read.tree }

func sameDir(_ *Estate, given, read mention) bool {
	return given.tree == read.tree && path.Dir(given.file) == path.Dir(read.file)
}

func sameFile(_ *Estate, given, read mention) bool {
	return given.tree == read.tree && given.file == read.file
}

// vaultRead accepts a read of another repository than the one that declares
// the entry.
func vaultRead(_ *Estate, given, read mention) bool { return given.tree != read.tree }

// secretRead accepts names that a block for a Secret gives.
func secretRead(_ *Estate, given, read mention) bool {
	before := string(textOf(given.tree, given.file)[:given.start])
	block := before[max(strings.LastIndex(before, "\nresource "), 0):]
	line := strings.Split(string(textOf(read.tree, read.file)), "\n")[max(read.line-2, 0)]
	return strings.HasPrefix(block, "\nresource \"kubernetes_secret") && strings.Contains(strings.ToLower(line), "secret")
}

var sourceOf = regexp.MustCompile(`(?m)^\s*source\s*=\s*"(\.{1,2}/[^"]+)"`)

// moduleOf is the directory of the module that a layer runs, or empty.
func moduleOf(tree *source.Tree, layer string) string {
	m := sourceOf.FindSubmatch(textOf(tree, path.Join(layer, "terragrunt.hcl")))
	if m == nil {
		return ""
	}
	return path.Join(layer, string(m[1]))
}

// ofModule accepts a variable of the module that the layer runs.
func ofModule(_ *Estate, given, read mention) bool {
	return given.tree == read.tree && moduleOf(given.tree, path.Dir(given.file)) == path.Dir(read.file)
}

// ofDependency accepts a layer that depends on one which runs the module.
func ofDependency(_ *Estate, given, read mention) bool {
	if given.tree != read.tree {
		return false
	}
	text := string(textOf(read.tree, read.file))
	before := text[:read.start]
	label := strings.Split(before[strings.LastIndex(before, "dependency.")+len("dependency."):], ".")[0]
	config := regexp.MustCompile(`dependency\s+"` + label + `"\s*\{\s*config_path\s*=\s*"([^"]+)"`).FindStringSubmatch(text)
	return config != nil && moduleOf(read.tree, path.Join(path.Dir(read.file), config[1])) == path.Dir(given.file)
}

// step is a line of a script that gives a command one argument.
var step = regexp.MustCompile(`^\s*(\w+) (\w[\w-]*)$`)

// swapSteps swaps neighbouring lines of a script, the same command for two
// layers, where the second depends on the first.
func swapSteps(e *Estate) []Mutant {
	var list []Mutant
	for _, m := range e.mentions(in(step.String(), ".sh")) {
		text := textOf(m.tree, m.file)
		lines := strings.Split(string(text), "\n")
		if m.line >= len(lines) {
			continue
		}
		first, second := step.FindStringSubmatch(lines[m.line-1]), step.FindStringSubmatch(lines[m.line])
		if second == nil || first[1] != second[1] || !needs(m.tree, second[2], first[2]) {
			continue
		}
		lines[m.line-1], lines[m.line] = lines[m.line], lines[m.line-1]
		list = append(list, Mutant{
			At: m.at(), What: second[2] + " before " + first[2], Names: []string{first[2], second[2]},
			Texts:  one(m.file, []byte(strings.Join(lines, "\n"))),
			Places: []Place{{Repo: m.tree.Repo, File: m.file, From: m.line, To: m.line + 1}},
		})
	}
	return list
}

// needs reports whether a layer of one name depends on its neighbour of another.
func needs(tree *source.Tree, layer, other string) bool {
	for _, f := range tree.Files {
		if f.Base() == "terragrunt.hcl" && path.Base(path.Dir(f.Path)) == layer {
			return strings.Contains(string(textOf(tree, f.Path)), `"../`+other+`"`)
		}
	}
	return false
}
