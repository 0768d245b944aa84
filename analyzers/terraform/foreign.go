package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// terragruntBlocks are the blocks by which a file of HCL is Terragrunt's
// (docs.terragrunt.com/reference/hcl/blocks). One called locals is in the
// languages of other programs too.
var terragruntBlocks = []string{
	"catalog", "dependencies", "dependency", "engine", "errors", "exclude", "feature", "generate", "include", "remote_state", "stack", "terraform", "unit",
}

// foreign reports whether a file of HCL is another program's: a policy or
// configuration of Vault, a job of Nomad, a list of images to build.
func foreign(name string, body *hclsyntax.Body) bool {
	if body == nil || strings.HasPrefix(path.Base(name), "terragrunt") {
		return false
	}
	others := false
	for _, b := range body.Blocks {
		if slices.Contains(terragruntBlocks, b.Type) {
			return false
		}
		others = others || b.Type != "locals"
	}
	return others
}
