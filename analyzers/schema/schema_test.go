package schema_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/schema"
)

// faults compares the only object of a text with its kind.
func faults(t *testing.T, text string) []string {
	t.Helper()
	objects, broken := manifest.ParseText([]byte(text), func(line, col int) facts.Pos { return facts.Pos{Line: line, Col: col} })
	if len(broken) > 0 || len(objects) != 1 {
		t.Fatalf("%d objects, %v:\n%s", len(objects), broken, text)
	}
	var found []string
	for _, f := range schema.Faults(objects[0]) {
		found = append(found, f.What+" "+f.Path)
	}
	return found
}

const store = "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: s}\nspec:\n  provider:\n    vault:\n      server: x\n"

const external = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: s}\nspec:\n  target:\n    template:\n     data:\n"

func TestFaults(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text string
		want []string
	}{
		"sound":            {store, nil},
		"unknown":          {store + "      caSecret: {name: ca}\n", []string{"unknown-field spec.provider.vault.caSecret"}},
		"templated name":   {store + "      \"${FIELD}\": x\n", nil},
		"templated value":  {store + "      caProvider: ${CA}\n", nil},
		"unquoted braces":  {store + "      caProvider: {{ .ca }}\n", nil},
		"null is absent":   {store + "      caProvider:\n", nil},
		"missing":          {store + "      caProvider: {type: Secret}\n", []string{"missing-field spec.provider.vault.caProvider.name"}},
		"encrypted number": {store + "  retrySettings: {maxRetries: \"ENC[AES256_GCM,data:x]\"}\n", nil},
		"later version":    {store + "  refreshInterval: 1h\n", nil},
		"unknown value":    {store + "      version: v7\n", []string{"unknown-value spec.provider.vault.version"}},
		"beside spec":      {store + "data: {}\n", []string{"misplaced-field data"}},
		"sops":             {store + "sops: {mac: x}\n", nil},
		"unknown version":  {"apiVersion: external-secrets.io/v9\nkind: SecretStore\nmetadata: {name: s}\nspec: {oops: 1}\n", nil},
		"unknown group":    {"apiVersion: example.net/v1\nkind: Note\nmetadata: {name: s, spec: {}}\n", nil},
		"a value as field": {"apiVersion: v1\nkind: Service\nmetadata: {name: s, \"pass word\": x}\nspec: {}\n", nil},
		"open part":        {"apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: s}\nspec: {interval: 1h, chartRef: {kind: OCIRepository, name: x}, values: {any: [1]}}\n", nil},
		"files of a certificate": {
			"apiVersion: postgres-operator.crunchydata.com/v1beta1\nkind: PostgresCluster\nmetadata: {name: s}\nspec: {postgresVersion: 16, instances: [{dataVolumeClaimSpec: {}}], customTLSSecret: {name: t, items: [{key: a, path: tls.crt}, {key: b, path: tls.key}]}}\n",
			[]string{"missing-file spec.customTLSSecret.items[ca.crt]"},
		},
		"agent with a config of its own": {
			"apiVersion: batch/v1\nkind: Job\nmetadata: {name: s}\nspec: {template: {metadata: {annotations: {vault.hashicorp.com/agent-inject: \"true\", vault.hashicorp.com/auth-type: jwt, vault.hashicorp.com/agent-configmap: c}}, spec: {containers: [{name: x, image: x}]}}}\n", nil,
		},
		"armor": {
			external + "      a.crt: \"x\\n  -----BEGIN CERTIFICATE-----\\n\"\n      b.crt: \"{{ .x -}}\\n  -----BEGIN CERTIFICATE-----\\n\"\n      c.yaml: \"k: |\\n  -----BEGIN CERTIFICATE-----\\n\"\n",
			[]string{"indented-armor spec.target.template.data[a.crt]"},
		},
		"pod in a job": {
			"apiVersion: batch/v1\nkind: Job\nmetadata: {name: s}\nspec: {template: {spec: {containers: [{image: x, env: [{value: y}]}]}}}\n",
			[]string{"missing-field spec.template.spec.containers[].env[].name", "missing-field spec.template.spec.containers[].name"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, faults(t, c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFaultsAreBounded feeds an object in which every field is unknown.
func TestFaultsAreBounded(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(store)
	for i := range 100 {
		text.WriteString("      " + strings.Repeat("x", i+1) + ": 1\n")
	}
	if found := faults(t, text.String()); len(found) != 20 {
		t.Errorf("%d faults", len(found))
	}
}

// TestTables demands that every name in a table leads to a struct that is
// written down, and that no table is too large to carry along.
func TestTables(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("tables/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	pod, err := os.ReadFile("tables/pod.txt")
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		size += len(text)
		if !strings.HasSuffix(string(text), "\n") {
			t.Errorf("%s: the last line has no end", file)
		}
		if file == filepath.Join("tables", "kubernetes.txt") {
			text = append(text, pod...)
		}
		for _, problem := range dangling(string(text)) {
			t.Errorf("%s: %s", file, problem)
		}
	}
	if size > 200_000 {
		t.Errorf("the tables have %d bytes", size)
	}
}

// dangling lists the lines of a table that name a struct it does not have.
func dangling(text string) []string {
	structs := map[string]bool{}
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 1 && line[0] == 's' {
			structs[words[1]] = true
		}
	}
	var problems []string
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 || line[0] == '#' || line[0] == 's' {
			continue
		}
		name := words[1]
		if line[0] == 'k' {
			name = words[3]
		}
		name = strings.NewReplacer("[]", "", "{}", "").Replace(name)
		if !strings.Contains("sinbx*", name) && !structs[name] {
			problems = append(problems, strings.TrimSpace(line))
		}
	}
	return problems
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"v1.2.3": "1.2", "0.16.2": "0.16", "~1.4.0": "1.4", "1.2.x": "1.2", "1.20": "1.20", "1.2.3-rc1": "1.2",
		"": "", "1.x": "", ">=1.2.0": "", "^1.2.0": "", "latest": "", "1.2.3 || 2.0.0": "", "-1.2": "", "1.2.3.4": "",
	} {
		v, ok := schema.ParseVersion(text)
		if got := v.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
	for text, want := range map[string]facts.Vintage{"0.1.0": facts.VintageRead, "1.3.9": facts.VintageRead, "1.4.0": facts.VintageNewer, "": ""} {
		v, _ := schema.ParseVersion(text)
		if got := schema.VintageOf("external-secrets.io", v); got != want {
			t.Errorf("%q is %q", text, got)
		}
	}
	if got := schema.VintageOf("postgres-operator.crunchydata.com", schema.Version{Major: 5}); got != "" {
		t.Errorf("a table without versions compares: %q", got)
	}
}

func FuzzFaults(f *testing.F) {
	f.Add(store)
	f.Add("apiVersion: v1\nkind: Secret\nmetadata: &a {name: s, x: *a}\ndata: [1]\n")
	f.Fuzz(func(t *testing.T, text string) {
		objects, _ := manifest.ParseText([]byte(text), func(line, col int) facts.Pos { return facts.Pos{Line: line, Col: col} })
		for _, o := range objects {
			for _, fault := range schema.Faults(o) {
				if strings.ContainsAny(fault.Path, "\n\x00 \x1b") {
					t.Fatalf("path %q", fault.Path)
				}
			}
		}
	})
}

// BenchmarkFaults: 5 us an object; reading the table of External Secrets, once,
// takes well below a millisecond.
func BenchmarkFaults(b *testing.B) {
	objects, _ := manifest.ParseText([]byte(store), func(line, col int) facts.Pos { return facts.Pos{Line: line, Col: col} })
	for b.Loop() {
		schema.Faults(objects[0])
	}
}
