// Package policies holds the built-in rules: one Rego file each, at the path
// that is the rule's id, with a fixture of the same name beside it.
package policies

import "embed"

// FS holds the policies, their library and fixtures, and the schemas
// of what they are given.
//
//go:embed */*.rego */*.txtar *.schema.json
var FS embed.FS
