package source

import (
	"path"
	"strings"
)

// generatedNames and generatedDirs hold text that tools wrote or copied.
var generatedNames = map[string]bool{
	"go.sum": true, "go.mod": true, "package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true, "pnpm-lock.yaml": true,
	"poetry.lock": true, "Cargo.lock": true, "Pipfile.lock": true, "composer.lock": true, "Gemfile.lock": true, "flake.lock": true,
	"uv.lock": true, ".terraform.lock.hcl": true, "gotk-components.yaml": true, "gitleaks.toml": true, ".gitleaks.toml": true, "bun.lock": true,
}

var generatedDirs = map[string]bool{"vendor": true, "node_modules": true, ".terraform": true, ".terragrunt-cache": true, "bower_components": true, ".git": true}

// IsGenerated reports whether a path is that of text which a tool wrote or copied:
// lock files, vendored directories.
func IsGenerated(name string) bool {
	if generatedNames[path.Base(name)] || path.Ext(name) == ".lock" {
		return true
	}
	for dir := range strings.SplitSeq(path.Dir(name), "/") {
		if generatedDirs[dir] {
			return true
		}
	}
	return false
}
