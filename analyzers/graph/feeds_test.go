package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

const fed = `roles gitops bootstrap
def secret:c/a/db manifest exact =password,user
def secret:c/b/db mirror exact =password,user
def env:TOKEN script by script:create.sh
def secret:*/a/made terraform exact =token by tf:m/kubernetes_secret.made
ref workload:c/a/Deployment/web consumes secret:c/a/db#password
ref workload:c/a/Deployment/all consumes secret:c/a/db
ref workload:c/a/Deployment/who consumes secret:c/a/db#user
ref store:c/ClusterSecretStore/s authenticates secret:c/a/db#password
ref workload:c/a/Deployment/late store store:c/ClusterSecretStore/s
ref secret:c/b/db derives secret:c/a/db
ref workload:c/b/CronJob/dump consumes secret:c/b/db#password
ref tf:m/var.token derives env:TOKEN
ref tf:m/proxmox_vm.vm#token derives tf:m/var.token
ref tf:m/local.token derives tf:m/var.token
ref workload:c/a/Deployment/made consumes secret:c/a/made#token
ref script:run.sh reads file:r/kubeconfig
`

// TestFeeds has a literal in a line, maybe the entry of a place that stands
// there, and what the literal must be said to feed.
func TestFeeds(t *testing.T) {
	t.Parallel()
	at := func(line, col, endLine, endCol int) facts.Pos {
		return facts.Pos{Repo: "r", File: "f", Line: line, Col: col, EndLine: endLine, EndCol: endCol}
	}
	tests := map[string]struct {
		mark, entry facts.Mark
		want        string
	}{
		"a key, its readers and those of its copy": {
			facts.Mark{Kind: facts.MarkPlaintextSecret, On: "object:/a/Secret/db#data.password", At: at(90, 5, 90, 20)},
			facts.Mark{On: "secret:c/a/db#password", At: at(90, 5, 90, 20)},
			"ClusterSecretStore s, CronJob b/dump, Deployment a/all, Deployment a/web",
		},
		"a part of an entry": {
			facts.Mark{Kind: facts.MarkCredential, On: "file:r/f", At: at(91, 1, 91, 4)},
			facts.Mark{On: "secret:c/a/db#user", At: at(90, 8, 95, 1)},
			"Deployment a/all, Deployment a/who",
		},
		"beside an entry": {
			facts.Mark{Kind: facts.MarkCredential, On: "file:r/f", At: at(90, 20, 90, 24)},
			facts.Mark{On: "secret:c/a/db#user", At: at(90, 8, 90, 20)}, "",
		},
		"an entry of another file": {
			facts.Mark{Kind: facts.MarkCredential, On: "file:r/f", At: at(90, 8, 90, 20)},
			facts.Mark{On: "secret:c/a/db#user", At: facts.Pos{Repo: "r", File: "g", Line: 90, Col: 8, EndLine: 90, EndCol: 20}}, "",
		},
		"a variable of a script": {
			facts.Mark{Kind: facts.MarkInlineCredential, On: "script:create.sh#TOKEN", At: at(4, 14, 4, 20)}, facts.Mark{}, "proxmox_vm.vm of m",
		},
		"a variable that another line exports": {
			facts.Mark{Kind: facts.MarkInlineCredential, On: "script:create.sh#TOKEN", At: at(3, 14, 3, 20)}, facts.Mark{}, "",
		},
		"an argument that becomes a key": {
			facts.Mark{Kind: facts.MarkInlineCredential, On: "tf:m/kubernetes_secret.made#data.token", At: at(90, 1, 90, 9)}, facts.Mark{}, "Deployment a/made",
		},
		"a file": {
			facts.Mark{Kind: facts.MarkCommitted, On: "file:r/kubeconfig", At: at(90, 1, 90, 9)}, facts.Mark{}, "script run.sh",
		},
		"a text of the past": {
			facts.Mark{Kind: facts.MarkCommitted, On: "file:r/kubeconfig", At: at(90, 1, 90, 9), Commit: "abc"}, facts.Mark{}, "",
		},
		"what is no literal": {
			facts.Mark{Kind: facts.MarkUnlisted, On: "file:r/kubeconfig", At: at(90, 1, 90, 9)}, facts.Mark{}, "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := object(t, "r", fed)
			o.Marks = []facts.Mark{tt.mark}
			if tt.entry.On != "" {
				tt.entry.Kind = facts.MarkEntry
				o.Marks = append(o.Marks, tt.entry)
			}
			g, err := Link(o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range g.Marks {
				for _, s := range m.Feeds {
					got = append(got, s.Symbol.Title())
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFeedsAreBounded says nothing of what everything reads.
func TestFeedsAreBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 2 * maxFeedReaders {
		fmt.Fprintf(&b, "ref script:s%d.sh reads file:r/kubeconfig\n", i)
	}
	o := object(t, "r", b.String())
	o.Marks = []facts.Mark{{Kind: facts.MarkCommitted, On: "file:r/kubeconfig", At: facts.Pos{Repo: "r", File: "kubeconfig", Line: 1}}}
	g, err := Link(o)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(g.Marks[0].Feeds); n > 0 {
		t.Errorf("told %d readers", n)
	}
}
