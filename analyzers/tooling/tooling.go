// Package tooling finds the products that hold secrets in files which no other
// front end follows so far: what builds images and machines, installs programs
// and sets variables. A name is enough, since only coined names are looked for.
package tooling

import (
	"context"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// maxFile bounds the files that are read.
const maxFile = 1 << 20

// files are those whose every line that is no comment says what is used:
// Dockerfiles, units of systemd, dev containers, Compose, variables of a shell,
// lists of tools and packages, cloud-init, collections of Ansible, and Terraform's
// lock and variable files.
var files = expr.New(`(?i)(?:^|/)(?:` + strings.Join([]string{
	`(?:docker|container)file(?:\.[\w.-]+)?`, `[\w.-]+\.(?:docker|container)file`,
	`[\w@.-]+\.(?:service|container|timer)(?:\.j2)?`,
	`\.?devcontainer\.json`, `package\.json`, `(?:docker-)?compose[\w.-]*\.ya?ml`,
	`\.env(?:\.[\w.-]+)?`, `[\w.-]+\.env(?:\.[\w.-]+)?`,
	`\.?mise\.toml`, `\.tool-versions`, `brewfile`, `devbox\.json`, `flake\.nix`, `shell\.nix`,
	`user-?data(?:\.ya?ml)?`, `cloud-(?:init|config)[\w.-]*\.ya?ml`,
	`requirements\.(?:txt|ya?ml)`, `pyproject\.toml`, `go\.mod`,
	`[\w.-]+\.tfvars`, `\.terraform\.lock\.hcl`,
}, "|") + `)$`)

// Run reads the files of a repository that say what is installed or set.
func Run(ctx context.Context, tree *source.Tree, _ source.Config) source.Part {
	var part source.Part
	for _, f := range tree.Files {
		if ctx.Err() == nil && files.MatchString(f.Path) {
			read(f, &part)
		}
	}
	return part
}

// read marks the lines of a file that name a product.
func read(f *source.File, part *source.Part) {
	text, err := f.Text()
	if err != nil || len(text) > maxFile {
		return
	}
	part.Files++
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		bare := strings.TrimLeft(line, " \t")
		if strings.HasPrefix(bare, "#") || strings.HasPrefix(bare, "//") || strings.HasPrefix(bare, ";") {
			continue
		}
		if cut := strings.Index(line, " #"); cut >= 0 {
			line = line[:cut]
		}
		n, ok := source.Named(line)
		if !ok {
			n, ok = source.Addressed(line)
		}
		if ok {
			part.Mark(facts.MarkBackendUse, n.Backend, f.Symbol(), f.At(number, n.From+1, n.To-n.From))
		}
	}
}
