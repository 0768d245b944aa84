package report

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/migration"
)

// planFormats are the formats of a migration plan.
var planFormats = map[string]func(io.Writer, *migration.Plan) error{}

// PlanFormats lists the formats of a migration plan, sorted.
func PlanFormats() []string { return slices.Sorted(maps.Keys(planFormats)) }

// WritePlan writes a migration plan in a format of PlanFormats.
func WritePlan(w io.Writer, format string, p *migration.Plan) error {
	write, ok := planFormats[format]
	if !ok {
		return fmt.Errorf("no format %q for a plan", format)
	}
	return write(w, p)
}
