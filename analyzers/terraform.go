package analyzers

import "github.com/tazzo/tazlint/analyzers/terraform"

var _ = register(Analyzer{
	Name:    "terraform",
	Doc:     "Reads Terraform modules and Terragrunt layers and says which secrets they create, from where, and in which order.",
	Version: 4,
	Run:     terraform.Analyze,
})
