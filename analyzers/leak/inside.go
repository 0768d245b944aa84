package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// patchFields hold patches, each an object or a list of operations, which may be
// written as text.
var patchFields = set("patches", "patchesJson6902", "patchesStrategicMerge", "configPatches", "strategicPatches", "inlineManifests")

// nested judges YAML or JSON inside a scalar as what it is. It answers false for
// text of another kind, which its lines will tell about.
func (w *walker) nested(path string, n *manifest.Node, value string) bool {
	if strings.HasPrefix(value, "#!") || !strings.Contains(value, ":") || w.depth >= maxTexts || halfFlow(value) {
		return false
	}
	docs := w.doc.Inside(n)
	for _, d := range docs {
		if sort := manifest.SortOf(d.Root); d.Fault != nil || sort != manifest.Mapping && sort != manifest.Sequence {
			return false
		}
	}
	for _, d := range docs {
		w.inside(path, d)
	}
	return len(docs) > 0
}

// halfFlow recognises text that only starts like YAML in brackets: the head of a
// section.
func halfFlow(value string) bool {
	value = strings.TrimSpace(value)
	first, last := value[0], value[len(value)-1]
	return first == '[' && last != ']' || first == '{' && last != '}'
}

// maxTexts is how many texts may stand inside each other.
const maxTexts = 4

// inside judges a document that stands in a scalar: objects as such, all else
// as part of what it stands in.
func (w *walker) inside(path string, d *manifest.Document) {
	if d.Root == nil || manifest.Get(d.Root, "sops") != nil {
		return
	}
	inner := walker{part: w.part, doc: d, on: w.on, seen: w.seen, depth: w.depth + 1, spare: w.spare}
	if o := manifest.NewObject(d.Root, d.At); o != nil {
		inner.object(o)
		return
	}
	inner.walk(path, "", d.Root)
}

// Texts inside a scalar that hold a secret whatever the field is called: an
// address with a parameter, a header, arguments and variables of a command.
var (
	query  = expr.New(`[?&]([A-Za-z_][\w-]*)=([^&#\s"'<>]{8,})`)
	header = expr.New(`(?i)\bauthorization["']?\s*(?:[:=]\s*|\s)["']?(bearer|basic|token|apikey)\s+([A-Za-z0-9._~+/=-]{8,})`)
	scheme = expr.New(`^(?i)(bearer|basic|token|apikey)\s+([A-Za-z0-9._~+/=-]{8,})$`)
)

// told are fields whose text is for readers.
var told = set("description", "summary", "message", "help", "title", "note", "notes", "comment", "documentation", "runbook", "example", "name", "msg", "prompt", "when", "that", "expr")

// hasParts is a cheap necessary condition for judgeInside to mark something.
func hasParts(name, value string) bool {
	return len(value) <= maxLineLength && !told[strings.ToLower(name)] &&
		(strings.Contains(value, "=") || strings.Contains(value, "uthorization") || isHeader(name))
}

func isHeader(name string) bool { return strings.HasSuffix(strings.ToLower(name), "authorization") }

// judgeInside marks parts of a scalar.
func (w *walker) judgeInside(path, name string, n *manifest.Node, value string) {
	if strings.Contains(value, "://") && strings.ContainsAny(value, "?&") {
		for _, m := range query.FindAllStringSubmatchIndex(value, 20) {
			w.judgePart(path, value[m[2]:m[3]], n, m[4], value[m[4]:m[5]], literal.Field)
		}
	}
	w.judgeHeader(path, name, n, value)
	if line := strings.TrimSpace(value); !strings.Contains(line, "\n") && strings.Contains(line, "=") && claims.MatchString(line) {
		for _, p := range unitWords(strings.TrimRight(value, "\n")) {
			if !opaqueFields[p.name] && !strings.HasPrefix(p.value, "$$") { // a variable of the shell in the container
				w.judgePart(path, p.name, n, p.at, p.value, literal.Field)
			}
		}
	}
}

// claims matches what names of secrets hold.
var claims = expr.New(`(?i)pass|pwd|psk|token|secret|key|cred|auth`)

// judgeHeader marks what a request is authorised with.
func (w *walker) judgeHeader(path, name string, n *manifest.Node, value string) {
	var found [][]int
	switch {
	case isHeader(name):
		found = scheme.FindAllStringSubmatchIndex(value, 1)
	case strings.Contains(value, "uthorization"):
		found = header.FindAllStringSubmatchIndex(value, 20)
	}
	for _, m := range found {
		token := value[m[4]:m[5]]
		v := literal.Judge("token", token, literal.Field)
		if strings.EqualFold(value[m[2]:m[3]], "basic") {
			v = login(token)
		}
		w.add(v, path, entry{name: "token", value: token, at: w.doc.InText(n, m[4], len(token))})
	}
}
