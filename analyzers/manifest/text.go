package manifest

import "github.com/tazzo/tazlint/analyzers/facts"

// ParseText reads the Kubernetes objects of YAML that stands inside another
// file: a heredoc, a template string. The function at says where a line and
// byte column of the text, both 1-based, stand in that file. Such objects
// belong to any cluster and are taken as applied.
func ParseText(text []byte, at func(line, col int) facts.Pos) ([]*Object, []Fault) {
	var objects []*Object
	var faults []Fault
	for _, d := range TextDocuments(text, at) {
		if d.Fault != nil {
			faults = append(faults, *d.Fault)
		}
		for _, o := range d.Objects() {
			o.Cluster, o.File = facts.AnyCluster, at(d.Line, 1).File
			objects = append(objects, o)
		}
	}
	return objects, faults
}

// TextDocuments are the documents of YAML or JSON of any kind that stands
// inside another file; positions are those of ParseText.
func TextDocuments(text []byte, at func(line, col int) facts.Pos) []*Document {
	docs := parse(text)
	for _, d := range docs {
		d.origin = at
	}
	return docs
}

// PrintedDocuments are like TextDocuments of a text whose bytes are not those of
// the file: the function extent says where a range of a line stands there.
func PrintedDocuments(text []byte, extent func(line, col, width int) facts.Pos) []*Document {
	docs := parse(text)
	for _, d := range docs {
		d.extent = extent
	}
	return docs
}

// Objects are the Kubernetes objects of the document: one, those of a List,
// or none.
func (d *Document) Objects() []*Object {
	o := NewObject(d.Root, d.At)
	if o == nil {
		return nil
	}
	items := Get(d.Root, "items")
	if o.Kind != "List" && (o.Version != "v1" || o.Group != "" || items == nil) {
		if !named(o) {
			return nil
		}
		return []*Object{d.own(o)}
	}
	var objects []*Object
	for _, item := range Items(items) {
		if o := NewObject(item, d.At); o != nil && named(o) {
			objects = append(objects, d.own(o))
		}
	}
	return objects
}

// named tells objects from configuration that merely has a kind.
func named(o *Object) bool {
	return o.Name != "" || Scalar(Get(o.Root, "metadata", "generateName")) != ""
}

func (d *Document) own(o *Object) *Object {
	if d.File != nil {
		o.File = d.File.Path
	}
	o.use(&trace{doc: d})
	return o
}
