package report

import (
	"bytes"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

func exampleTrace() *graph.Trace {
	at := func(file string, line int) facts.Pos {
		return facts.Pos{Repo: "home", File: file, Line: line, Col: 3, EndLine: line, EndCol: 9}
	}
	secret := facts.SecretPlace("home", "web", "web").WithKey("TOKEN")
	head := graph.Way{
		{Symbol: "vault-file:token", State: graph.Resolved, At: at("sync.yml", 4)},
		{Symbol: secret, Rel: facts.RelDerives, State: graph.Unknown, Reason: facts.TemplatedName, At: at("main.tf", 7), Also: []facts.Pos{at("main.tf", 9)}, By: "tf:m/kubernetes_secret_v1.web", Here: true},
	}
	end := func(hops ...graph.Hop) graph.Way { return append(append(graph.Way{}, head...), hops...) }
	return &graph.Trace{Focus: secret, Cut: true, Paths: []graph.Way{
		end(graph.Hop{Symbol: "workload:home/web/Deployment/web\x1b[31m", Rel: facts.RelConsumes, State: graph.Resolved, At: at("a\x1b.yaml", 1), Also: []facts.Pos{at("b.yaml", 2)}}),
		end(graph.Hop{Symbol: "secret:home/copy/web#TOKEN", Rel: facts.RelExtends, State: graph.Resolved, At: at("c.yaml", 1), By: "object:home/copy/ExternalSecret/web"},
			graph.Hop{Symbol: "store:home/ClusterSecretStore/s", Rel: facts.RelAuthenticates, State: graph.Undefined}),
		append(graph.Way{{Symbol: "env:TOKEN", State: graph.Resolved}}, end()[1:]...),
		append(append(graph.Way{{Symbol: "env:TOKEN", State: graph.Resolved}}, end()[1:]...), graph.Hop{Symbol: "workload:home/web/Deployment/web", Rel: facts.RelConsumes, State: graph.Resolved, At: at("b.yaml", 2)}),
	}}
}

func TestTraceFormats(t *testing.T) {
	t.Parallel()
	for _, format := range TraceFormats() {
		var b bytes.Buffer
		if err := WriteTrace(&b, format, exampleTrace()); err != nil {
			t.Fatal(err)
		}
		golden(t, "trace-"+format, b.Bytes())
		checkHarmless(t, format, b.String())
	}
	if WriteTrace(&bytes.Buffer{}, "xml", exampleTrace()) == nil {
		t.Error("an unknown format is accepted")
	}
}
