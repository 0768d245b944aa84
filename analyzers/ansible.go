package analyzers

import "github.com/tazzo/tazlint/analyzers/playbook"

var _ = register(Analyzer{
	Name:    "ansible",
	Doc:     "Playbooks, roles and inventories of Ansible: which secrets they look up, write and apply.",
	Version: 2,
	Run:     playbook.Run,
})
