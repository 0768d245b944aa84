package kinds

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVariables(t *testing.T) {
	t.Parallel()
	type read struct {
		Name, Text string
		Weak       bool
	}
	for text, want := range map[string][]read{
		`plain`:                                  nil,
		`{{ .user }}`:                            {{"user", ".user", false}},
		`é{{ .a.b.c }}`:                          {{"a", ".a", false}},
		`{{ $.user }}`:                           {{"user", ".user", false}},
		`{{ index . "a.b" }}`:                    {{"a.b", `"a.b"`, false}},
		`{{ .a | b64dec | quote }}`:              {{"a", ".a", false}},
		`{{ .a | default "x" }}`:                 {{"a", ".a", true}},
		`{{ if .a }}{{ .b }}{{ end }}`:           {{"a", ".a", true}, {"b", ".b", true}},
		`{{ with .a }}{{ .b }}{{ end }}`:         {{"a", ".a", true}},
		`{{ with . }}{{ .b }}{{ end }}`:          {{"b", ".b", true}},
		`{{ range .a }}{{ $.b }}{{ end }}`:       {{"a", ".a", true}, {"b", ".b", true}},
		`{{ hasKey . "a" }}`:                     {{"a", `"a"`, true}},
		`{{ get . "a" }}`:                        {{"a", `"a"`, true}},
		`{{ printf "%s" (.a | toString) }}`:      {{"a", ".a", false}},
		`{{ $x := .a }}{{ $x.b }}`:               {{"a", ".a", false}},
		`{{ "{{ .a }}" }}`:                       nil,
		`{{ .Values.x }}{{ .a }}`:                nil,
		`{{ .a`:                                  nil,
		`{{/* .a */}}{{- .b -}}`:                 {{"b", ".b", false}},
		`{{ dig "a" "x" . }}`:                    {{"a", `"a"`, true}},
		`{{ .user }}:{{ .user }} {{ now.Year }}`: {{"user", ".user", false}, {"user", ".user", false}},
	} {
		var got []read
		for _, x := range variables(text) {
			got = append(got, read{x.name, text[x.offset : x.offset+x.width], x.weak})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("variables of %s (-want +got):\n%s", text, diff)
		}
	}
}

func FuzzVariables(f *testing.F) {
	for _, seed := range []string{`{{ .a }}`, `{{ index . "a" }}`, `{{ with .a.b }}{{ $.c.d }}{{ end }}`, `{{ (.a).b }}`, "{{"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range variables(text) {
			if x.offset < 0 || x.width < 0 || x.offset+x.width > len(text) || x.name == "" && len(x.path) == 0 {
				t.Errorf("variable %q at %d+%d of %d bytes", x.name, x.offset, x.width, len(text))
			}
		}
	})
}

func TestWildcards(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain": "plain", "${APP}-db": "*-db", "${A:=${B}}": "*", "{{ .Release.Name }}-x-{{ .y }}": "*-x-*", "<< inputs.a >>-b": "*-b", "a${b": "a*",
	} {
		if got := wildcards(text); got != want {
			t.Errorf("wildcards(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestHostname(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://Vault.example.net:8200/v1": "vault.example.net", "vault.db.svc.cluster.local:8200": "vault.db.svc", "ssh://git@github.com/a/b": "github.com",
		"git@github.com:a/b.git": "github.com", "oci://ghcr.io/a/b": "ghcr.io", "https://${HOST}": "", "localhost:80": "", "not a host": "",
	} {
		if got := hostname(address); got != want {
			t.Errorf("hostname(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestLiteralKeys(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                  "unknown[]",
		"a: x\nb: {{ .y }}\n":               "exact[a b]",
		"a: |\n  deep: 1\n# note\n\"b\": 2": "exact[a b]",
		"{{ range . }}\na: 1\n{{ end }}":    "open[a]",
	} {
		keys := literalKeys(text)
		got := string(keys.State) + "["
		for i, name := range keys.Names {
			if i > 0 {
				got += " "
			}
			got += name
		}
		if got += "]"; got != want {
			t.Errorf("literalKeys(%q) = %s, want %s", text, got, want)
		}
	}
}
