package pipeline

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// workflow reads a workflow or a composite action.
func (r *reader) workflow(d *manifest.Document) {
	r.environment(d, d.Root)
	for _, job := range manifest.Fields(manifest.Get(d.Root, "jobs")) {
		r.environment(d, job.Value)
		r.passed(d, job.Value)
		r.steps(d, manifest.Get(job.Value, "steps"))
	}
	r.steps(d, manifest.Get(d.Root, "runs", "steps"))
}

func (r *reader) steps(d *manifest.Document, steps *manifest.Node) {
	for _, step := range manifest.Items(steps) {
		r.environment(d, step)
		if sh := manifest.Scalar(manifest.Get(step, "shell")); sh == "" || strings.HasPrefix(sh, "bash") || sh == "sh" {
			r.run(d, manifest.Get(step, "run"))
		}
		r.secretsIn(d, manifest.Get(step, "run"))
		for _, input := range manifest.Fields(manifest.Get(step, "with")) {
			r.secretsIn(d, input.Value)
		}
		r.action(d, step)
	}
}

// hostSecret matches what a workflow asks of the host's secrets.
// GITHUB_TOKEN is given to every workflow.
var hostSecret = expr.New(`\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)|\bsecrets\[\s*'([A-Za-z_][A-Za-z0-9_]*)'\s*\]`)

var expression = expr.New(`\$\{\{[^{}]*\}\}`)

// asked are the secrets of the host in a text, and where they stand.
func (r *reader) asked(d *manifest.Document, n *manifest.Node) map[facts.Symbol]facts.Pos {
	text := manifest.Scalar(n)
	found := map[facts.Symbol]facts.Pos{}
	for _, e := range expression.FindAllStringIndex(text, 64) {
		for _, m := range hostSecret.FindAllStringSubmatchIndex(text[e[0]:e[1]], 16) {
			from, to := m[2], m[3]
			if from < 0 {
				from, to = m[4], m[5]
			}
			name := text[e[0]+from : e[0]+to]
			if strings.EqualFold(name, "GITHUB_TOKEN") || strings.EqualFold(name, "GITEA_TOKEN") {
				continue
			}
			at := d.InText(n, e[0]+from, to-from)
			found[r.secret(name, at)] = at
		}
	}
	return found
}

// secretsIn says that a workflow itself reads the secrets in a text.
func (r *reader) secretsIn(d *manifest.Document, n *manifest.Node) {
	for symbol, at := range r.asked(d, n) {
		r.ref(r.script(at), symbol, facts.RelReads, at, "")
	}
}

// environment are the variables of a workflow, job or step.
func (r *reader) environment(d *manifest.Document, n *manifest.Node) {
	for _, field := range manifest.Fields(manifest.Get(n, "env")) {
		if !variableName.MatchString(field.Key.Value) {
			continue
		}
		name := facts.New(facts.EnvVar, field.Key.Value)
		asked := r.asked(d, field.Value)
		if _, same := asked[name]; same {
			continue // defined from outside under the same name
		}
		symbol := r.variable(field.Key.Value, d.At(field.Key), facts.Traits{})
		for from, at := range asked {
			r.ref(symbol, from, facts.RelDerives, at, "")
		}
		if strings.HasPrefix(manifest.Scalar(field.Value), "op://") {
			r.mark("onepassword", d.At(field.Value))
			r.ref(symbol, facts.New(facts.Backend, "onepassword"), facts.RelDerives, d.At(field.Value), "")
		}
	}
}

// passed are the secrets that a called workflow gets: the named ones, or all.
func (r *reader) passed(d *manifest.Document, job *manifest.Node) {
	secrets := manifest.Get(job, "secrets")
	if manifest.Scalar(secrets) == "inherit" {
		at := d.At(secrets)
		r.ref(r.script(at), facts.New(facts.EnvVar, "*"), facts.RelReads, at, facts.NotFollowed)
	}
	for _, field := range append(manifest.Fields(secrets), manifest.Fields(manifest.Get(job, "with"))...) {
		r.secretsIn(d, field.Value)
	}
}

// action reads what known actions fetch from a backend.
// Sources: the inputs of hashicorp/vault-action and Infisical/secrets-action.
func (r *reader) action(d *manifest.Document, step *manifest.Node) {
	uses := manifest.Get(step, "uses")
	name, _, _ := strings.Cut(strings.ToLower(manifest.Scalar(uses)), "@")
	with := manifest.Get(step, "with")
	switch name {
	case "hashicorp/vault-action":
		r.mark("vault", d.At(uses))
		r.vaultAction(d, manifest.Get(with, "secrets"))
	case "infisical/secrets-action":
		at := d.At(uses)
		r.mark("infisical", at)
		folder := manifest.Scalar(manifest.Get(with, "secret-path"))
		unknown := facts.Reason("")
		if strings.Contains(folder, "${{") {
			folder, unknown = "*", facts.NotFollowed
		}
		r.ref(r.script(at), facts.NewPath(facts.Infisical, path.Clean("/"+folder)), facts.RelReads, at, unknown)
		r.part.Def(facts.Def{Symbol: facts.New(facts.EnvVar, "*"), Kind: facts.KindScript, At: at, By: r.script(at), Traits: facts.Traits{Possible: true}})
	case "1password/load-secrets-action":
		r.mark("onepassword", d.At(uses))
	}
}

// wanted matches one line of what vault-action fetches: path field | NAME.
var wanted = expr.New(`([^\s;|]+)[ \t]+([^\s;|]+)(?:[ \t]*\|[ \t]*([A-Za-z_][A-Za-z0-9_]*))?[ \t]*(?:;|\n|$)`)

func (r *reader) vaultAction(d *manifest.Document, n *manifest.Node) {
	text := manifest.Scalar(n)
	for _, m := range wanted.FindAllStringSubmatchIndex(text, 256) {
		at := d.InText(n, m[2], m[3]-m[2])
		fieldAt := d.InText(n, m[4], m[5]-m[4])
		field := strings.Trim(text[m[4]:m[5]], `"'`)
		mount, rest, _ := strings.Cut(strings.Trim(text[m[2]:m[3]], "/"), "/")
		if rest = strings.TrimPrefix(rest, "data/"); rest == "" {
			continue
		}
		place, unknown := facts.NewPath(facts.KV, rest, mount), facts.Reason("")
		if strings.Contains(rest+mount, "{{") {
			unknown = facts.NotFollowed
		}
		if field != "*" {
			place = place.WithKey(field)
		}
		from, rel := r.script(at), facts.RelReads
		switch {
		case m[6] >= 0:
			from, rel = r.variable(text[m[6]:m[7]], d.InText(n, m[6], m[7]-m[6]), facts.Traits{}), facts.RelDerives
		case variableName.MatchString(field):
			from, rel = r.variable(strings.ToUpper(field), fieldAt, facts.Traits{}), facts.RelDerives
		}
		r.ref(from, place, rel, at, unknown)
	}
}

// integration is the place that GitLab's short form names: path/field@mount.
// Source: GitLab CI/CD YAML reference, secrets:vault.
func integration(text string) facts.Symbol {
	name, mount, found := strings.Cut(text, "@")
	if !found {
		mount = "kv-v2"
	}
	return facts.NewPath(facts.KV, path.Dir(name), mount).WithKey(path.Base(name))
}
