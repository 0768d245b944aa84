package main

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/rules/report"
)

// formatNames are the formats of a command that has any.
func formatNames(command string) []string {
	var names []string
	switch command {
	case "graph":
		for _, f := range report.FlowFormats() {
			names = append(names, f.Name)
		}
	case "migrate":
		for _, f := range report.PlanFormats() {
			names = append(names, f.Name)
		}
	default:
		for _, f := range report.Formats() {
			names = append(names, f.Name)
		}
	}
	return names
}

// oneOf demands that a flag has one of the known values.
func oneOf(flag, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return usagef("%s is %q, not one of %s%s", flag, value, strings.Join(known, ", "), suggestion(value, known))
}
