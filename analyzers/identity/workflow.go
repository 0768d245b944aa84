package identity

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// isWorkflow reports whether a file is a workflow of GitHub Actions. Forges that
// read the same give their tokens other rights.
func isWorkflow(f *source.File) bool {
	return manifest.IsYAML(f) && strings.HasSuffix("/"+path.Dir(f.Path), "/.github/workflows")
}

// workflow compares what the jobs of a workflow do with the permissions of
// their token. One that other workflows call gets its permissions from there.
func (r *reader) workflow(f *source.File) {
	for _, d := range manifest.Documents(f) {
		jobs := manifest.Get(d.Root, "jobs")
		if jobs == nil || called(d.Root) {
			continue
		}
		r.part.Files++
		r.part.Documents++
		for _, entry := range manifest.Fields(jobs) {
			j := job{
				r: r, d: d, root: entry.Value, name: entry.Key, by: facts.NewPath(facts.Script, f.Path),
				token: facts.New(facts.Identity, facts.Workflow, f.Path, entry.Key.Value),
			}
			j.read(manifest.Get(d.Root, "permissions"))
		}
	}
}

// called reports whether a workflow is started by another alone.
func called(root *manifest.Node) bool {
	on := manifest.Get(root, "on")
	return manifest.Scalar(on) == "workflow_call" || manifest.Get(on, "workflow_call") != nil && len(manifest.Fields(on)) == 1
}

// job is one while it is read.
type job struct {
	r     *reader
	d     *manifest.Document
	root  *manifest.Node
	name  *manifest.Node
	by    facts.Symbol // the workflow
	token facts.Symbol
}

// read defines the job's token and lets each step say what it needs of it.
func (j job) read(permissions *manifest.Node) {
	if own := manifest.Get(j.root, "permissions"); own != nil {
		permissions = own
	}
	at := j.name
	if permissions != nil {
		at = permissions
	}
	j.r.part.Def(facts.Def{Symbol: j.token, Kind: facts.KindPolicy, Keys: rightsOf(permissions), At: j.d.At(at)})
	if otherToken(j.root) || otherToken(j.d.Root) {
		return
	}
	steps := manifest.Items(manifest.Get(j.root, "steps"))
	pushes, logged := pushesAsOther(steps), logsIn(steps)
	for _, step := range steps {
		for _, a := range acts {
			if a.git && pushes || a.right == packages && !logged || otherToken(step) {
				continue
			}
			if at, does := a.in(j.d, step); does {
				j.r.part.Ref(facts.Ref{From: j.by, To: j.token.WithKey(a.right), Rel: facts.RelBears, At: at})
			}
		}
	}
}

// rightsOf is what a token may write. Without permissions a token only reads:
// the default for what was created since February 2023.
// Source: GitHub's changelog of 2 February 2023, and its documentation,
// "Workflow syntax", permissions.
func rightsOf(permissions *manifest.Node) facts.KeySet {
	switch text := manifest.Scalar(permissions); {
	case text == "write-all", strings.Contains(text, "${{"):
		return facts.OpenKeys()
	case text != "":
		return facts.ExactKeys()
	}
	var rights []string
	for _, f := range manifest.Fields(permissions) {
		if strings.Contains(manifest.Scalar(f.Value), "${{") {
			return facts.OpenKeys()
		}
		if manifest.Scalar(f.Value) == "write" {
			rights = append(rights, f.Key.Value+": write")
		}
	}
	return facts.ExactKeys(rights...)
}

// act is what a step does that its token must be allowed to.
type act struct {
	right   string
	uses    string       // the action, without version
	with    string       // an input that must be true
	command *expr.Regexp // or a command of its script
	git     bool         // with the login that the checkout left behind
}

const (
	contents = "contents: write"
	packages = "packages: write"
)

// acts are known by the documentation of each action and of the gh command.
var acts = []act{
	{right: contents, command: expr.New(`\bgh release (?:create|upload|edit|delete)\b`)},
	{right: contents, command: expr.New(`\bgit push\b`), git: true},
	{right: contents, uses: "softprops/action-gh-release"},
	{right: contents, uses: "actions/create-release"},
	{right: contents, uses: "actions/upload-release-asset"},
	{right: contents, uses: "ncipollo/release-action"},
	{right: contents, uses: "helm/chart-releaser-action"},
	{right: packages, uses: "docker/build-push-action", with: "push"},
	{right: packages, command: expr.New(`\b(?:docker|podman) push\s+["']?ghcr\.io/`)},
}

// in answers where a step does it, if it does.
func (a act) in(d *manifest.Document, step *manifest.Node) (at facts.Pos, does bool) {
	if a.command == nil {
		uses := manifest.Get(step, "uses")
		asked := a.with == "" || manifest.Scalar(manifest.Get(step, "with", a.with)) == "true"
		return d.At(uses), asked && action(step) == a.uses
	}
	run := manifest.Get(step, "run")
	offset := 0
	for line := range strings.Lines(manifest.Scalar(run)) {
		bare := strings.TrimLeft(line, " \t")
		if m := a.command.FindStringIndex(line); m != nil && !strings.HasPrefix(bare, "#") {
			return d.InText(run, offset+m[0], m[1]-m[0]), true
		}
		offset += len(line)
	}
	return facts.Pos{}, false
}

// action is the name of the action that a step uses, without its version.
func action(step *manifest.Node) string {
	name, _, _ := strings.Cut(manifest.Scalar(manifest.Get(step, "uses")), "@")
	return name
}

// tokenNames are the inputs and variables by which a step is given a token.
var tokenNames = []string{"token", "github_token", "repo-token", "password", "GITHUB_TOKEN", "GH_TOKEN", "CR_TOKEN"}

// jobToken matches the two names of a job's own token.
var jobToken = expr.New(`\$\{\{\s*(?:secrets\.GITHUB_TOKEN|github\.token)\s*\}\}`)

// otherToken reports whether a step, a job or a workflow acts under another
// token than the job's.
func otherToken(n *manifest.Node) bool {
	for _, section := range []string{"with", "env"} {
		for _, name := range tokenNames {
			if text := manifest.Scalar(manifest.Get(n, section, name)); text != "" && !jobToken.MatchString(text) {
				return true
			}
		}
	}
	return false
}

// pushesAsOther reports whether git is given another token or a key.
func pushesAsOther(steps []*manifest.Node) bool {
	for _, step := range steps {
		run := manifest.Scalar(manifest.Get(step, "run"))
		switch {
		case action(step) == "actions/checkout" && (otherToken(step) || manifest.Get(step, "with", "ssh-key") != nil),
			action(step) == "webfactory/ssh-agent",
			strings.Contains(run, "https://") && strings.Contains(run, "git "), strings.Contains(run, "ssh-add"), strings.Contains(run, "insteadOf"):
			return true
		}
	}
	return false
}

// logsIn reports whether a step logs in to GitHub's registry under the job's
// token.
func logsIn(steps []*manifest.Node) bool {
	for _, step := range steps {
		run := manifest.Scalar(manifest.Get(step, "run"))
		byAction := action(step) == "docker/login-action" && manifest.Scalar(manifest.Get(step, "with", "registry")) == "ghcr.io"
		password := manifest.Scalar(manifest.Get(step, "with", "password"))
		if byAction && jobToken.MatchString(password) || strings.Contains(run, "login ghcr.io") && jobToken.MatchString(run) {
			return true
		}
	}
	return false
}
