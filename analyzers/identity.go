package analyzers

import "github.com/tazzo/tazlint/analyzers/identity"

var _ = register(Analyzer{
	Name:    "identity",
	Doc:     "Who may do what (policies of tailnets and of IAM, permissions of workflows), and the tags, objects, rights and addresses that programs use.",
	Version: 1,
	Run:     identity.Run,
})
