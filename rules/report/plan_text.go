package report

import (
	"fmt"
	"io"

	"github.com/tazzo/tazlint/analyzers/migration"
)

func init() { planFormats["text"] = writePlanText }

func writePlanText(w io.Writer, p *migration.Plan) error {
	for _, c := range p.Consumers {
		fmt.Fprintf(w, "%s  %s  %s  %s:%d\n", c.Side, c.Verdict, visible(c.Symbol.Title()), visible(c.At.File), c.At.Line)
		for _, r := range c.References {
			fmt.Fprintf(w, "  %s %s -> %s#%s (%s)\n", r.Verdict, r.Address, r.To.Key, r.To.Property, r.To.By)
			for _, reason := range r.Reasons {
				fmt.Fprintf(w, "    %s %s\n", reason.Code, reason.Text)
			}
		}
		for _, reason := range c.Reasons {
			fmt.Fprintf(w, "  %s %s\n", reason.Code, reason.Text)
		}
	}
	for _, wave := range p.Waves {
		fmt.Fprintf(w, "wave %d: %s\n", wave.Number, wave.Why)
		for _, c := range wave.Consumers {
			fmt.Fprintf(w, "  %s\n", visible(c.Title()))
		}
	}
	for _, b := range p.Blockers {
		fmt.Fprintf(w, "blocker %s %s %s:%d\n", b.Kind, b.Text, b.At.File, b.At.Line)
	}
	return nil
}
