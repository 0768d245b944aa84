package manifest

import (
	"path"
	"sort"
	"strings"

	"github.com/tazzo/tazlint/analyzers/chart"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// release is a chart of the repository as something installs it.
type release struct {
	dir             string
	name, namespace string
	values          any // over those of the chart; chart.Unknown where anything may be set
}

// installed is what a release makes.
type installed struct {
	objects   []*Object
	reached   []string
	documents int  // that its templates print
	open      bool // it may make more
}

// isChart reports whether a directory holds a Helm chart.
func (b *builder) isChart(dir string) bool { return b.tree.File(path.Join(dir, "Chart.yaml")) != nil }

// chartMeta is the mapping of Chart.yaml.
func (b *builder) chartMeta(dir string) *Node {
	return fileRoot(b.tree.File(path.Join(dir, "Chart.yaml")))
}

// fileRoot is the root node of a file's first document, or nil.
func fileRoot(f *source.File) *Node {
	if f == nil {
		return nil
	}
	for _, d := range Documents(f) {
		return d.Root
	}
	return nil
}

// install evaluates the templates of a chart. What they leave in doubt is
// unsure, and then the release may also make what is not seen.
func (b *builder) install(r release) installed {
	var made installed
	made.reached = append(made.reached, r.dir)
	meta := b.chartMeta(r.dir)
	made.open = len(Items(Get(meta, "dependencies"))) > 0 || b.tree.HasDir(path.Join(r.dir, "charts"))
	for _, f := range b.tree.Below(path.Join(r.dir, "crds")) {
		if IsYAML(f) {
			made.objects, made.reached = append(made.objects, fileObjects(f)...), append(made.reached, f.Path)
		}
	}
	files := b.templates(r.dir)
	templates := make([]chart.Template, len(files))
	for i, f := range files {
		text, _ := f.Text() // unreadable ones are told elsewhere and make nothing
		templates[i] = chart.Template{Name: f.Path, Text: string(text)}
	}
	outputs := b.chartRelease(r, meta).Render(templates)
	for i, f := range files {
		made.reached = append(made.reached, f.Path)
		if !IsYAML(f) || strings.HasPrefix(f.Base(), "_") {
			continue
		}
		objects, open := outputObjects(f, &outputs[i])
		made.objects, made.open = append(made.objects, objects...), made.open || open
		made.documents += len(objects)
	}
	return made
}

// templates are the files below a chart's templates directory.
func (b *builder) templates(dir string) []*source.File {
	var files []*source.File
	for _, f := range b.tree.Below(path.Join(dir, "templates")) {
		if IsYAML(f) || f.Ext() == ".tpl" {
			files = append(files, f)
		}
	}
	return files
}

func (b *builder) chartRelease(r release, meta *Node) chart.Release {
	named := map[string]any{}
	for _, f := range Fields(meta) {
		if key := f.Key.Value; key != "" {
			named[strings.ToUpper(key[:1])+key[1:]] = templateValue(f.Value)
		}
	}
	values := r.values
	if _, unknown := values.(chart.Unknown); !unknown {
		defaults := templateValue(fileRoot(b.tree.File(path.Join(r.dir, "values.yaml"))))
		if defaults == nil {
			defaults = map[string]any{}
		}
		values = overlay(defaults, values)
	}
	return chart.Release{Name: r.name, Namespace: r.namespace, Chart: named, Values: values}
}

// outputObjects reads the objects that a template prints. Their positions are
// those of the template; open says that it may print more.
func outputObjects(f *source.File, out *chart.Output) (objects []*Object, open bool) {
	if out.Failed {
		objects, _ = lenientObjects(f)
		for _, o := range objects {
			o.Unsure = facts.ChartNotRendered
		}
		return objects, true
	}
	text, _ := f.Text()
	starts := lineStarts(out.Text)
	docs := parse([]byte(out.Text))
	for i, d := range docs {
		d.File, d.extent = f, extents(f, out, starts, lineStarts(string(text)))
		from, to := offsetOf(starts, d.Line, len(out.Text)), len(out.Text)
		if i+1 < len(docs) {
			to = offsetOf(starts, docs[i+1].Line, len(out.Text))
		}
		doubtful := d.Fault != nil || out.Doubtful(chart.Extent{From: from, To: to})
		for _, o := range d.Objects() {
			if doubtful {
				o.Unsure = facts.ChartNotRendered
			}
			objects = append(objects, o)
		}
		open = open || doubtful
	}
	return objects, open || len(out.Doubts) > 0
}

func offsetOf(starts []int, line, end int) int {
	if line < 1 || line > len(starts) {
		return end
	}
	return starts[line-1]
}

// extents leads from lines and columns of an output to the template.
func extents(f *source.File, out *chart.Output, starts, lines []int) func(line, col, width int) facts.Pos {
	return func(line, col, width int) facts.Pos {
		from := offsetOf(starts, line, len(out.Text)) + col - 1
		e := out.Source(chart.Extent{From: from, To: from + width})
		row := sort.SearchInts(lines, e.From+1)
		at := f.At(row, e.From-lines[max(row-1, 0)]+1, 0)
		if end := sort.SearchInts(lines, e.To); width > 0 && end == row {
			at.EndCol = at.Col + e.To - e.From
		}
		return at
	}
}
