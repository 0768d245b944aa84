package terraform_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform"
)

func analyze(name, text string) source.Part {
	tree := source.New("repo", map[string][]byte{name: []byte(text)})
	return terraform.Analyze(context.Background(), tree, source.Config{})
}

func TestHostileNesting(t *testing.T) {
	t.Parallel()
	const n = 30_000
	texts := map[string]string{
		"brackets":    "locals {\n a = " + strings.Repeat("[", n) + "\n}",
		"unary":       "locals {\n a = " + strings.Repeat("!", n) + "b\n}",
		"operators":   "locals {\n a = b" + strings.Repeat("+b", n) + "\n}",
		"index":       "locals {\n a = b" + strings.Repeat("[c]", n) + "\n}",
		"conditional": "locals {\n a = " + strings.Repeat("a ? b : ", n) + "c\n}",
		"templates":   "locals {\n a = " + strings.Repeat(`"${`, n) + "\n}",
		"control":     "locals {\n a = \"" + strings.Repeat("%{ if a }", n) + "\"\n}",
		"blocks":      strings.Repeat("a {\n", n),
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part := analyze("main.tf", text)
			if len(part.Problems) != 1 || part.Problems[0].Code != facts.FaultTooDeep {
				t.Errorf("problems = %v, want one that is too deep", part.Problems)
			}
		})
	}
	if part := analyze("main.tf.json", strings.Repeat(`{"a":[`, n)); len(part.Problems) != 1 || part.Problems[0].Code != facts.FaultTooDeep {
		t.Errorf("JSON: problems = %v, want one that is too deep", part.Problems)
	}
}

func TestDoublingIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("locals {\n a00 = \"aaaaaaaaaaaaaaaa\"\n")
	for i := range 60 {
		prev, next := "local.a"+itoa(i), "a"+itoa(i+1)
		b.WriteString(" " + next + " = \"${" + prev + "}${" + prev + "}\"\n")
	}
	b.WriteString(" x = local.y\n y = local.x\n}\nresource \"kubernetes_secret\" \"s\" {\n metadata {\n name = \"${local.a60}${local.x}\"\n }\n data = local.a60\n}\n")
	part := analyze("main.tf", b.String())
	for _, d := range part.Defs {
		if len(d.Symbol) > 1000 {
			t.Fatalf("a symbol of %d bytes", len(d.Symbol))
		}
	}
}

func itoa(i int) string { return string([]byte{byte('0' + i/10), byte('0' + i%10)}) }

// TestProblemsHoldNoText checks that what is wrong with a file is told without
// its text.
func TestProblemsHoldNoText(t *testing.T) {
	t.Parallel()
	const canary = "canary-4711"
	for _, text := range []string{
		`a = "` + canary, canary + " = = 1", `x = "${` + canary + `!}"`, "x = <<" + canary + "\n", `variable "` + canary + `" {{`,
		"x = \"%{ " + canary + " }\"", `x = "%{ if a }%{ ` + canary + ` }"`, `x = "\` + canary + `"`, canary,
	} {
		for _, p := range analyze("main.tf", text).Problems {
			if strings.Contains(p.Detail, "canary") {
				t.Errorf("%s", p.Detail)
			}
		}
	}
}

func TestJSONSpelling(t *testing.T) {
	t.Parallel()
	part := analyze("main.tf.json", `{
  "variable": {"token": {"sensitive": true}},
  "resource": {"kubernetes_secret_v1": {"git": {
    "metadata": [{"name": "git", "namespace": "flux-system"}],
    "data": {"password": "${var.token}"}
  }}}
}`)
	for _, p := range part.Problems {
		t.Error(p.Detail)
	}
	want := facts.Ref{From: "secret:*/flux-system/git#password", To: "tf:var.token", Rel: facts.RelDerives}
	found := false
	for _, r := range part.Refs {
		at := r.At
		r.At = facts.Pos{}
		if r == want {
			found = at.Line == 5
		}
	}
	if !found {
		t.Errorf("no reference %v at line 5", want)
	}
}

func FuzzAnalyze(f *testing.F) {
	f.Add("variable \"a\" {\n default = \"${local.b}\"\n}\n", "main.tf")
	f.Add("inputs = { a = get_env(\"A\") }\ninclude \"r\" { path = find_in_parent_folders() }\n", "live/terragrunt.hcl")
	f.Add("resource \"kubectl_manifest\" \"a\" {\n yaml_body = <<-EOT\n  kind: Secret\n  a: ${x}\n EOT\n}\n", "main.tf")
	f.Add(`{"resource":{"kubernetes_secret":{"a":{"metadata":{"name":"${var.a}"},"data":{"k":"v"}}}}}`, "main.tf.json")
	f.Add("a = \"b\"\n", "terraform.tfvars")
	f.Add("generate \"p\" {\n path = \"p.tf\"\n contents = <<-EOT\n  resource \"a_b\" \"c\" {\n   d = ${x}\n  }\n EOT\n}\n", "live/terragrunt.hcl")
	f.Add("resource \"a_b\" \"c\" {\n provisioner \"local-exec\" {\n  command = \"vault ${var.x} $${y}\\n\"\n }\n}\n", "main.tf")
	f.Fuzz(func(t *testing.T, text, name string) {
		part := analyze(name, text)
		for _, d := range part.Defs {
			if _, err := facts.Parse(string(d.Symbol)); err != nil {
				t.Error(err)
			}
		}
		for _, r := range part.Refs {
			if _, err := facts.Parse(string(r.To)); err != nil {
				t.Error(err)
			}
		}
	})
}
