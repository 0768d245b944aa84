package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// pipelineFile matches what code hosts run. Sources: the documentation of GitHub
// Actions, Gitea, Forgejo, GitLab CI/CD, Woodpecker, Drone.
var pipelineFile = expr.New(`(?:^|/)\.(?:github|gitea|forgejo)/(?:workflows/[^/]+|actions/.+/action)\.ya?ml$|(?:^|/)\.gitlab-ci\.ya?ml$|(?:^|/)\.gitlab/.+\.ya?ml$|(?:^|/)\.(?:woodpecker|drone)(?:/[^/]+)?\.ya?ml$`)

func isPipeline(f *source.File) bool {
	return manifest.IsYAML(f) && pipelineFile.MatchString(f.Path)
}

// pipelineOf judges what a pipeline gives to its jobs. A database beside a job
// lives as long as the job and answers nobody else: the password it is started
// with is no secret, wherever in the file the job repeats it, and neither is a
// default.
func pipelineOf(m *marks, f *source.File) {
	for _, d := range manifest.Documents(f) {
		if d.Root == nil {
			continue
		}
		m.judged = true
		p := pipeline{throwaway: map[string]bool{}}
		p.collect(d.Root, 0)
		own := &marks{sample: m.sample, spare: p.spares}
		w := walker{part: own, doc: d, on: f.Symbol(), seen: map[*manifest.Node]bool{}, spare: p.spares}
		w.walk("", "", d.Root)
		for _, mark := range own.Marks {
			if mark.Kind != facts.MarkWeakPlaceholder {
				m.Marks = append(m.Marks, mark)
			}
		}
	}
}

// pipeline is what services of jobs are started with.
type pipeline struct {
	throwaway map[string]bool // the values of their variables
	services  bool
}

// starts matches actions that start a database for the job.
var starts = expr.New(`(?i)(?:setup|start|action|run)[\w-]*(?:postgres|mysql|mariadb|mongo|redis|minio|rabbitmq)|(?:postgres|mysql|mariadb|mongo(?:db)?|redis|minio|rabbitmq)[\w-]*(?:setup|start|action)`)

// maxPipeline is how deep jobs, services and their variables may be nested.
const maxPipeline = 12

// collect finds services. Their variables are their own (GitHub, Woodpecker), or
// those of the job (GitLab).
func (p *pipeline) collect(n *manifest.Node, depth int) {
	if depth > maxPipeline {
		return
	}
	if starts.MatchString(manifest.Scalar(manifest.Get(n, "uses"))) {
		p.variables(manifest.Get(n, "with"), depth)
	}
	for _, f := range manifest.Fields(n) {
		if f.Key.Value == "services" {
			p.services = true
			p.variables(f.Value, depth)
			continue
		}
		p.collect(f.Value, depth+1)
	}
	for _, item := range manifest.Items(n) {
		p.collect(item, depth+1)
	}
}

func (p *pipeline) variables(n *manifest.Node, depth int) {
	for _, f := range manifest.Fields(n) {
		value := manifest.Scalar(f.Value)
		if f.Key.Value != "credentials" && depth <= maxPipeline {
			p.variables(f.Value, depth+1)
		}
		if literal.Sensitive(f.Key.Value) && value != "" {
			p.throwaway[value] = true
		}
	}
	for _, item := range manifest.Items(n) {
		if _, value, found := strings.Cut(manifest.Scalar(item), "="); found {
			p.throwaway[value] = true
		}
		if depth <= maxPipeline {
			p.variables(item, depth+1)
		}
	}
}

// started matches the variables that images of databases make their first
// password of. near matches addresses of the job itself and of its services.
var (
	started = expr.New(`^(?:POSTGRES|PG|PGPASSWORD|MYSQL|MARIADB|MONGO(?:_INITDB)?|REDIS|RABBITMQ|MINIO|MSSQL|MYSQL_ROOT|DB|DATABASE|TEST)(?:_\w+)?$`)
	near    = expr.New(`://[^/\s@]*@(?:localhost|127\.0\.0\.1|\[::1\]|[a-z][a-z0-9_-]*)(?:[:/]|$)`)
)

// spares reports whether a value is that of a service beside the job.
func (p *pipeline) spares(name, value string) bool {
	if p.throwaway[value] || p.services && started.MatchString(name) {
		return true
	}
	if strings.Contains(value, "://") {
		return near.MatchString(value)
	}
	return false
}
