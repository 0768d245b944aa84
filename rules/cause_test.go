package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unlisted is a Secret in a file that nothing applies, and two readers of it.
const unlisted = `roles gitops bootstrap
owns secret c
def secret:c/app/db manifest exact=k unlisted
mark unlisted . file:r/f
ref workload:c/app/Deployment/web consumes secret:c/app/db
ref workload:c/app/CronJob/dump consumes secret:c/app/db#k
`

// TestOneCauseIsOneError: the manifest is told as the error, and the references
// that only it would answer are told lower, unless the manifest is not told.
func TestOneCauseIsOneError(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		opt  Options
		want map[string]Severity
	}{
		"cause":      {unlisted, Options{}, map[string]Severity{"reference/unlisted-manifest": Error, "reference/undefined-secret": Info}},
		"off":        {unlisted, Options{Disable: []string{"reference/unlisted-manifest"}}, map[string]Severity{"reference/undefined-secret": Error}},
		"suppressed": {unlisted + "ignore 4 reference/unlisted-manifest history", Options{Suppress: true}, map[string]Severity{"reference/unlisted-manifest": Error, "reference/undefined-secret": Error}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := builtin(t).Check(t.Context(), link(t, test.text), test.opt)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]Severity{}
			for _, f := range found {
				got[f.Rule] = f.Severity
				if f.Rule == unlistedRule && len(f.Related) != 2 {
					t.Errorf("related: %v", f.Related)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
