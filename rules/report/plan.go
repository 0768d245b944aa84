package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/tazzo/tazlint/analyzers/migration"
)

// PlanFormat is one way to write a migration plan.
type PlanFormat struct {
	Name  string
	Doc   string // one line for help
	Write func(io.Writer, *migration.Plan) error
}

var planFormats = []PlanFormat{
	{"html", "one page without scripts or resources, to read, print and hand on", writePlanHTML},
	{"json", "everything of the plan for programs; documented in docs/cli.md", writePlanJSON},
	{"markdown", "tables and a picture of the waves, for a pull request or wiki", writePlanMarkdown},
	{"text", "what to decide first and the details below, for a person at a terminal", writePlanText},
}

// PlanFormats lists the formats of a migration plan by name.
func PlanFormats() []PlanFormat { return slices.Clone(planFormats) }

// WritePlan writes a migration plan in a format. It fails for a name no format
// has and when the writer fails.
func WritePlan(w io.Writer, format string, p *migration.Plan) error {
	for _, f := range planFormats {
		if f.Name == format {
			if err := f.Write(w, p); err != nil {
				return fmt.Errorf("write %s plan: %w", format, err)
			}
			return nil
		}
	}
	return fmt.Errorf("write plan: no format %q", format)
}
