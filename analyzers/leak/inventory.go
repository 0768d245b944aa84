package leak

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Files of Ansible whose names do not say what they hold: variables without an
// ending, and inventories.
// Source: docs.ansible.com, "How to build your inventory".
var (
	bareVariables = expr.New(`(?:^|/)(?:group_vars|host_vars)/(?:[^/]+/)*[^/.]+$`)
	inventoryFile = expr.New(`(?:^|/)(?:inventor(?:y|ies)/(?:[^/]+/)*[^/.]+|inventor(?:y|ies)(?:\.ini)?|hosts(?:\.ini)?)$|(?:^|/)inventor(?:y|ies)/(?:[^/]+/)*[^/]+\.ini$`)
)

func isVariables(f *source.File) bool { return bareVariables.MatchString(f.Path) }

// isInventory leaves out inventories in YAML.
func isInventory(f *source.File) bool {
	if !inventoryFile.MatchString(f.Path) && f.Ext() != ".ini" {
		return false
	}
	text, err := f.Text()
	return err == nil && !isVariables(f) && (bytes.Contains(text, []byte("ansible_")) || inventoryFile.MatchString(f.Path) && bytes.Contains(text, []byte("=")))
}

// hostWord matches a variable of a host or group.
var hostWord = expr.New(`(?:^|\s)([A-Za-z_]\w*)=("(?:\\.|[^"\\])*"|'[^']*'|[^\s"'#]\S*)`)

// inventoryPairs lists the variables of hosts, several on a line, and of groups.
func inventoryPairs(text string) []setting {
	var pairs []setting
	in, group := "", false
	eachLine(text, "#;", func(line string, offset int) {
		if m := section.FindStringSubmatch(line); m != nil {
			in, group = m[1], strings.HasSuffix(m[1], ":vars")
			return
		}
		if group {
			if name, value, at, found := splitAt(line, "="); found {
				value, shift := unquoted(value)
				pairs = append(pairs, setting{section: in, name: name, value: value, at: offset + at + shift, width: len(value)})
			}
			return
		}
		owner, _, _ := strings.Cut(line, " ")
		for _, m := range hostWord.FindAllStringSubmatchIndex(line, 100) {
			value, shift := unquoted(line[m[4]:m[5]])
			pairs = append(pairs, setting{section: owner, name: line[m[2]:m[3]], value: value, at: offset + m[4] + shift, width: len(value)})
		}
	})
	return pairs
}

// startsWith reports whether the first line of a file without an ending of its
// own is the given one.
func startsWith(f *source.File, line string) bool {
	if f.Ext() != "" && f.Ext() != ".cfg" && f.Ext() != ".init" {
		return false
	}
	text, err := f.Text()
	return err == nil && bytes.HasPrefix(text, []byte(line))
}
