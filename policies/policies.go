// Package policies holds the built-in rules: one Rego file each, at the path
// that is the rule's id, with a fixture of the same name beside it.
package policies

import "embed"

// FS holds the policies, their library and fixtures, and the schema of the
// input they are given.
//
//go:embed */*.rego */*.txtar input.schema.json
var FS embed.FS
