package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Directories that a command applies: kubectl apply -k and -f, and kustomize
// build whose output is applied.
var applies = []*expr.Regexp{
	expr.New(`\b(?:kubectl|oc)\b[^\n|;&#]*\b(?:apply|create|replace)\b[^\n|;&#]*?\s(?:-k|--kustomize|-f|--filename|-Rf)[= ]*((?:\{\{[^{}\n]*\}\}|[^\s|;&])+)`),
	expr.New(`\bkustomize\s+build\s+((?:\{\{[^{}\n]*\}\}|[^\s|;&-])(?:\{\{[^{}\n]*\}\}|[^\s|;&])*)[^\n;&#]*\|[^\n;&#]*\b(?:kubectl|oc)\b[^\n;&#]*\b(?:apply|create|replace)\b`),
}

// appliedDirectories are the directories that scripts and task files apply. A
// text for people to read is no proof: it often shows what one could do.
func (r *renderer) appliedDirectories() []string {
	found := map[string]bool{}
	for _, f := range r.tree.Files {
		if !isGuide(f) || f.Ext() == ".md" {
			continue
		}
		text, err := f.Text()
		if err != nil {
			continue
		}
		for _, command := range applies {
			for _, m := range command.FindAllStringSubmatch(string(text), 1000) {
				if dir := r.directoryOf(f, strings.Trim(m[1], `"'`)); dir != "" {
					found[dir] = true
				}
			}
		}
	}
	return sortedKeys(found)
}

// leadingVariable is what stands for the repository's root in many scripts.
var leadingVariable = expr.New(`^(?:\$\{[^{}]*\}|\$\([A-Z_]+\)|\$\w+|\{\{[^{}]*\}\})/`)

// directoryOf resolves a word of a command from the repository's root, and from
// beside the file. The root itself is too much to be meant.
func (r *renderer) directoryOf(guide *source.File, word string) string {
	word = leadingVariable.ReplaceAllString(word, "")
	if strings.ContainsAny(word, "${}*") {
		return ""
	}
	for _, dir := range []string{path.Clean(word), path.Join(path.Dir(guide.Path), word)} {
		if dir != "." && !path.IsAbs(dir) && r.tree.HasDir(dir) {
			return dir
		}
	}
	return ""
}

// helmfiles says that the charts a helmfile installs make what they make, and
// the namespaces they go to.
// Source: helmfile.readthedocs.io, releases: name, namespace, createNamespace.
func (r *renderer) helmfiles() {
	for _, f := range r.tree.Files {
		if !isHelmfile(f) {
			continue
		}
		for _, d := range lenientDocuments(f) {
			for _, release := range Items(Get(d.Root, "releases")) {
				r.helmfileRelease(d, release)
			}
		}
	}
}

func isHelmfile(f *source.File) bool {
	base := f.Base()
	if !strings.HasSuffix(base, ".yaml") && !strings.HasSuffix(base, ".yml") && !strings.HasSuffix(base, ".gotmpl") {
		return false
	}
	return strings.HasPrefix(base, "helmfile.") || slices.Contains(strings.Split(path.Dir(f.Path), "/"), "helmfile.d")
}

func (r *renderer) helmfileRelease(d *Document, release *Node) {
	name, namespace := Get(release, "name"), Scalar(Get(release, "namespace"))
	if Scalar(name) == "" || Scalar(Get(release, "installed")) == "false" {
		return
	}
	c, at := r.everywhere(), d.At(name)
	r.mayMake(c, namespace, at)
	if namespace != "" && templated(namespace) == "" && Scalar(Get(release, "createNamespace")) != "false" {
		r.part.Def(facts.Def{Symbol: facts.New(facts.Namespace, c.name, namespace), Kind: facts.KindChart, At: d.At(Get(release, "namespace")), Traits: facts.Traits{Ground: true}})
	}
}
