package kinds_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// TestKeySets holds the rules by which an ExternalSecret's keys follow from its
// spec, given as flow mappings.
func TestKeySets(t *testing.T) {
	t.Parallel()
	const a, b = `{secretKey: a, remoteRef: {key: x}}`, `{secretKey: b, remoteRef: {key: y}}`
	generator := func(kind string) string { return `{sourceRef: {generatorRef: {kind: ` + kind + `, name: g}}}` }
	for spec, want := range map[string]string{
		`data: [` + a + `, ` + b + `]`:                                                                                     "exact[a b]",
		`data: [` + a + `], target: {template: {type: Opaque}}`:                                                            "exact[a]",
		`data: [` + a + `], target: {template: {data: {}}}`:                                                                "exact[a]",
		`data: [` + a + `], target: {template: {data: {c: x}}}`:                                                            "exact[c]",
		`data: [` + a + `], target: {template: {mergePolicy: Replace, data: {c: x}}}`:                                      "exact[c]",
		`data: [` + a + `], target: {template: {mergePolicy: Merge, data: {c: x}}}`:                                        "exact[a c]",
		`data: [` + a + `], target: {template: {templateFrom: [{literal: "k: {{ .a }}"}]}}`:                                "exact[k]",
		`data: [` + a + `], target: {template: {templateFrom: [{literal: "{{ .a }}"}]}}`:                                   "unknown[]",
		`data: [` + a + `], target: {template: {templateFrom: [{target: Labels, literal: "k: x"}], data: {c: x}}}`:         "exact[c]",
		`data: [` + a + `], target: {template: {templateFrom: [{configMap: {name: m, items: [{key: f}]}}]}}`:               "exact[f]",
		`data: [` + a + `], target: {template: {templateFrom: [{secret: {name: m, items: [{key: f}, {key: g}]}}]}}`:        "exact[f g]",
		`dataFrom: [{extract: {key: x}}]`:                                                                                  "unknown[]",
		`dataFrom: [{find: {name: {regexp: x}}}], data: [` + a + `]`:                                                       "open[a]",
		`dataFrom: [{extract: {key: x}}], target: {template: {data: {c: x}}}`:                                              "exact[c]",
		`dataFrom: [{extract: {key: x}}], target: {template: {mergePolicy: Merge, data: {c: x}}}`:                          "open[c]",
		`dataFrom: [{sourceRef: {storeRef: {name: s}}}], data: [` + a + `]`:                                                "exact[a]",
		`dataFrom: [` + generator("ECRAuthorizationToken") + `]`:                                                           "exact[expires_at password proxy_endpoint username]",
		`dataFrom: [` + generator("UUID") + `, ` + generator("Webhook") + `]`:                                              "open[uuid]",
		`dataFrom: [{sourceRef: {generatorRef: {kind: UUID, name: g}}, rewrite: [{regexp: {source: "^", target: "x-"}}]}]`: "exact[x-uuid]",
		`dataFrom: [{sourceRef: {generatorRef: {kind: UUID, name: g}}, rewrite: [{transform: {template: x}}]}]`:            "unknown[]",
		`dataFrom: [{extract: {key: x}, rewrite: [{merge: {into: all, strategy: JSON}}]}]`:                                 "open[all]",
	} {
		if got := keysOf(t, spec); got != want {
			t.Errorf("keys of %s are %s, want %s", spec, got, want)
		}
	}
}

// keysOf describes one ExternalSecret and spells the keys of its Secret.
func keysOf(t *testing.T, spec string) string {
	t.Helper()
	text := `{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: n, namespace: ns}, spec: {secretStoreRef: {name: s}, ` + spec + `}}`
	objects, faults := manifest.ParseText([]byte(text), func(line, col int) facts.Pos { return facts.Pos{File: "f", Line: line, Col: col} })
	if len(faults) > 0 {
		t.Fatalf("%s: %v", text, faults)
	}
	var part source.Part
	kinds.Describe(objects, &part)
	i := slices.IndexFunc(part.Defs, func(d facts.Def) bool { return d.Symbol == "secret:*/ns/n" })
	if i < 0 {
		return "nothing"
	}
	return fmt.Sprintf("%s[%s]", part.Defs[i].Keys.State, strings.Join(part.Defs[i].Keys.Names, " "))
}
