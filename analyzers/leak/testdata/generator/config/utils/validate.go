// Package utils stands in for the package of gitleaks' generator that tries
// rules on their examples: it prints the examples instead.
package utils

import (
	"encoding/json"
	"maps"
	"os"
	"slices"

	"github.com/zricethezav/gitleaks/v8/config"
)

type example struct {
	Rule, Path, Text string
	Found            bool // what gitleaks expects
}

// Validate prints the examples of a rule that holds for all files.
func Validate(rule config.Rule, truePositives, falsePositives []string) *config.Rule {
	for _, text := range truePositives {
		emit(example{Rule: rule.RuleID, Text: text, Found: true})
	}
	for _, text := range falsePositives {
		emit(example{Rule: rule.RuleID, Text: text})
	}
	return &rule
}

// ValidateWithPaths prints the examples of a rule that asks for file names.
func ValidateWithPaths(rule config.Rule, truePositives, falsePositives map[string]string) *config.Rule {
	for _, path := range slices.Sorted(maps.Keys(truePositives)) {
		emit(example{Rule: rule.RuleID, Path: path, Text: truePositives[path], Found: true})
	}
	for _, path := range slices.Sorted(maps.Keys(falsePositives)) {
		emit(example{Rule: rule.RuleID, Path: path, Text: falsePositives[path]})
	}
	return &rule
}

func emit(e example) {
	if err := json.NewEncoder(os.Stdout).Encode(e); err != nil {
		panic(err)
	}
}
