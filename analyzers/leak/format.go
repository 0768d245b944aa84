package leak

import (
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/recipe"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

// format is one way of writing configuration down, and how the literals of a
// file that is written so are judged.
type format struct {
	name  string
	is    func(*source.Tree, *source.File) bool
	judge func(*marks, *source.File)
}

// formats are tried in order; the first that a file has is its own. A template
// is text whatever it makes.
var formats = []format{
	{"template", manifest.IsTemplate, textFile},
	{"pipeline", named(isPipeline), pipelineOf},
	{"yaml", named(isYAML), yamlFile},
	{"hcl", named(isHCL), hclFile},
	{"script", named(shelltext.IsScript), scriptFile},
	{"sql", named(isSQL), sqlFile},
	{"makefile", named(recipe.IsMakefile), makeFile},
	{"justfile", named(recipe.IsJustfile), justFile},
	{"image", named(isImage), imageFile},
	{"json", named(isJSON), jsonFile},
	{"toml", named(isTOML), tomlFile},
	{"netrc", named(isNetrc), linesOf(netrcPairs)},
	{"pgpass", named(isPgpass), linesOf(pgpassPairs)},
	{"npmrc", named(isNpmrc), linesOf(npmrcPairs)},
	{"inventory", named(isInventory), linesOf(inventoryPairs)},
	{"dotenv", named(isDotenv), linesOf(envPairs)},
	{"unit", named(isUnit), unitFile},
	{"ini", named(isINI), linesOf(iniPairs)},
	{"properties", named(isProperties), linesOf(propertyPairs)},
	{"conf", named(isConf), linesOf(confPairs)},
}

// named is for formats that a file's name shows.
func named(is func(*source.File) bool) func(*source.Tree, *source.File) bool {
	return func(_ *source.Tree, f *source.File) bool { return is(f) }
}

// literalsOf judges the literals of one file.
func literalsOf(t *source.Tree, f *source.File) source.Part {
	m := &marks{sample: literal.IsSample(f.Path) || literal.IsSpecimen(f.Base())}
	if source.IsGenerated(f.Path) || isToolConfig(f.Base()) || translations.MatchString(f.Path) {
		return m.close(f)
	}
	if isEntryFile(t, f) {
		entryFile(t, m, f)
	} else {
		byFormat(t, m, f)
	}
	return m.close(f)
}

// byFormat judges a file as the first format that it has.
func byFormat(t *source.Tree, m *marks, f *source.File) {
	for _, format := range formats {
		if format.is(t, f) {
			format.judge(m, f)
			return
		}
	}
}

// isYAML recognises YAML also where a name does not say so: variables of
// Ansible, machine configurations, what cloud-init is given.
func isYAML(f *source.File) bool {
	switch f.Ext() {
	case ".yaml", ".yml", ".bu", ".butane", ".fcc":
		return true
	}
	return isVariables(f) || f.Base() == "user-data" || f.Base() == "kustomization" || f.Base() == "Kustomization" || startsWith(f, "#cloud-config")
}

func yamlFile(m *marks, f *source.File) {
	for _, d := range manifest.Documents(f) {
		document(m, d, f.Symbol())
	}
}
