package chart

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// values are those of all cases.
var values = map[string]any{
	"name": "blog", "on": true, "off": false, "empty": "", "n": 3,
	"templated": "x-<<.env>>", "open": Unknown{},
	"many": make([]any, 100),
	"list": []any{"a", "b"}, "map": map[string]any{"k": "v", "deep": map[string]any{"x": 1}},
}

func TestRender(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"values", "a: {{ .Values.name }}\nb: {{ .Release.Name }}-{{ $.Release.Namespace }}", "a: blog\nb: r-ns"},
		{"missing", "a: {{ .Values.none }}{{ .Values.none.deep }}", "a: <<.Values.none.deep>>"},
		{"unknown", "a: {{ .Values.open }}\nb: {{ .Values.templated | quote }}", "a: <<.Values.open>>\nb: \"x-<<.env>>\""},
		{"escaped", "a: \"{{ `{{ .url }}` }}\"", "a: \"{{ .url }}\""},
		{"conditions", "{{ if and .Values.on (not .Values.off) }}yes{{ else }}no{{ end }} {{ if eq .Values.name \"x\" }}1{{ else if gt .Values.n 2 }}2{{ end }}", "yes 2"},
		{"doubt", "a\n{{ if .Values.open }}\nb\n{{ else }}\nc\n{{ end }}d", "a\n\n[b]\nd"},
		{"loops", "{{ range $i, $x := .Values.list }}{{ $i }}={{ $x }} {{ end }}{{ range $k, $v := .Values.map }}{{ $k }} {{ end }}", "0=a 1=b deep k "},
		{"open loop", "{{ range .Values.open }}- {{ .x }}\n{{ end }}", "- [<<.x>>]\n"},
		{"blocks", "m:\n  {{- toYaml .Values.map | nindent 2 }}\nl:\n  {{- toYaml .Values.open | nindent 2 }}", "m:\n  \"deep\": {\"x\":1}\n  \"k\": \"v\"\nl:[]"},
		{"helpers", "{{ define \"full\" }}{{ printf \"%s-%s\" .Release.Name .Values.name | trunc 63 | trimSuffix \"-\" }}{{ end }}a: {{ include \"full\" . }}", "a: r-blog"},
		{"defaults", "{{ .Values.empty | default \"d\" }} {{ default \"d\" .Values.name }} {{ .Values.open | default \"d\" }}", "d blog <<.Values.open>>"},
		{"variables", "{{ $x := \"1\" }}{{ if .Values.on }}{{ $x = \"2\" }}{{ end }}{{ $x }}", "2"},
		{"doubtful variable", "{{ $x := \"1\" }}{{ if .Values.open }}{{ $x = \"2\" }}{{ end }}a: {{ $x }}", "[]a: <<x>>"},
		{"with", "{{ with .Values.map }}{{ .k }}{{ end }}{{ with .Values.none }}no{{ end }}", "v"},
		{"trimming", "a:\n  {{- if .Values.on }}\n  b: 1\n  {{- end }}\nc: 2", "a:\n  b: 1\nc: 2"},
		{"unheard of", "a: {{ frobnicate .Values.name }}", "a: <<frobnicate>>"},
		{"changed", "{{ $_ := set .Values \"name\" \"x\" }}a", "failed"},
		{"endless", "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}", "failed"},
		{"not a template", "{{ if }", "failed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := Release{Name: "r", Namespace: "ns", Values: values}
			if diff := cmp.Diff(c.want, shown(r.Render([]Template{{"t.yaml", c.text}})[0])); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// shown is an output with its doubts in brackets.
func shown(o Output) string {
	if o.Failed {
		return "failed"
	}
	text := o.Text
	for i := len(o.Doubts) - 1; i >= 0; i-- {
		d := o.Doubts[i]
		text = text[:d.From] + "[" + text[d.From:d.To] + "]" + text[d.To:]
	}
	return text
}

func TestSource(t *testing.T) {
	t.Parallel()
	template := "{{- if .Values.on }}\nname: {{ .Values.name }}-x\nkey: value\n{{- end }}\n"
	o := Release{Values: values}.Render([]Template{{"t.yaml", template}})[0]
	for text, want := range map[string]string{"blog": "{{ .Values.name }}", "value": "value", "name": "name", "blog-x": "{{ .Values.name }}-x"} {
		from := strings.Index(o.Text, text)
		if got := o.Source(Extent{from, from + len(text)}); template[got.From:got.To] != want {
			t.Errorf("%q comes from %q, want %q", text, template[got.From:got.To], want)
		}
	}
}

// TestGrowing: a value made of itself again and again stays small.
func TestGrowing(t *testing.T) {
	t.Parallel()
	text := `{{ $x := dict "a" "b" }}{{ range .Values.many }}{{ $x = dict "a" $x "b" $x }}{{ end }}a: {{ toJson $x }}`
	if o := (Release{Values: values}).Render([]Template{{"t.yaml", text}})[0]; len(o.Text) > maxTemplate {
		t.Errorf("%d bytes", len(o.Text))
	}
}

func FuzzRender(f *testing.F) {
	f.Add("{{ range $k, $v := .Values.map }}{{ if $v }}{{ $k | quote }}{{ end }}{{ else }}x{{ end }}")
	f.Add("{{ with .Values.list }}{{ index . 5 }}{{ printf \"%d %s\" 1 . }}{{ template \"x\" . }}{{ end }}")
	f.Fuzz(func(t *testing.T, text string) {
		o := Release{Name: "r", Values: values}.Render([]Template{{"t.yaml", text}})[0]
		for i := range len(o.Text) {
			if s := o.Source(Extent{i, i + 1}); s.From < 0 || s.To > len(text) {
				t.Fatalf("byte %d comes from %v", i, s)
			}
		}
	})
}
