package facts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Encode writes the object in its canonical form: sorted, indented, without
// timestamps, so that equal facts are equal bytes.
func Encode(w io.Writer, o *Object) error {
	o.Normalize()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(o); err != nil {
		return fmt.Errorf("encode facts of %s: %w", o.Repo, err)
	}
	return nil
}

// Decode reads an object. It refuses a newer format, unknown fields and
// symbols that do not parse.
func Decode(r io.Reader) (*Object, error) {
	dec := json.NewDecoder(r)
	var header struct {
		Format int `json:"format"`
	}
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return nil, fmt.Errorf("decode facts: %w", err)
	}
	if err := json.Unmarshal(raw, &header); err != nil {
		return nil, fmt.Errorf("decode facts: %w", err)
	}
	if header.Format < 1 || header.Format > Format {
		return nil, fmt.Errorf("decode facts: format %d is not supported (this build reads 1 to %d)", header.Format, Format)
	}
	o := new(Object)
	if err := json.Unmarshal(raw, o); err != nil {
		return nil, fmt.Errorf("decode facts: %w", err)
	}
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("decode facts of %q: %w", o.Repo, err)
	}
	o.Normalize()
	return o, nil
}

func (o *Object) check() error {
	for s := range o.symbols {
		if _, err := Parse(string(s)); err != nil {
			return err
		}
	}
	return nil
}

// symbols visits every symbol of the object, empty ones left out.
func (o *Object) symbols(visit func(Symbol) bool) {
	all := make([]Symbol, 0, 2*len(o.Defs)+2*len(o.Refs)+len(o.Marks))
	for _, d := range o.Defs {
		all = append(all, d.Symbol, d.By)
	}
	for _, r := range o.Refs {
		all = append(all, r.From, r.To)
	}
	for _, m := range o.Marks {
		all = append(all, m.On)
	}
	for _, s := range all {
		if s != "" && !visit(s) {
			return
		}
	}
}

// Normalize sorts every list and drops repetitions.
func (o *Object) Normalize() {
	slices.Sort(o.Roles)
	o.Roles = slices.Compact(o.Roles)
	slices.SortFunc(o.Ran, func(a, b Run) int { return cmp.Compare(a.Analyzer, b.Analyzer) })
	slices.SortFunc(o.Owns, func(a, b Scope) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Cluster, b.Cluster))
	})
	o.Owns = slices.Compact(o.Owns)
	slices.SortFunc(o.Coverage.Skipped, func(a, b Skip) int { return cmp.Compare(a.Why, b.Why) })
	slices.Sort(o.Coverage.Unbuilt)
	o.Coverage.Unbuilt = slices.Compact(o.Coverage.Unbuilt)
	slices.SortFunc(o.Coverage.Problems, compareProblems)
	o.Coverage.Problems = slices.Compact(o.Coverage.Problems)
	slices.SortFunc(o.Defs, compareDefs)
	o.Defs = slices.CompactFunc(o.Defs, func(a, b Def) bool { return compareDefs(a, b) == 0 })
	slices.SortFunc(o.Refs, compareRefs)
	o.Refs = slices.Compact(o.Refs)
	slices.SortFunc(o.Marks, compareMarks)
	o.Marks = slices.Compact(o.Marks)
	slices.SortFunc(o.Ignores, func(a, b Ignore) int {
		return cmp.Or(ComparePos(a.At, b.At), slices.Compare(a.Rules, b.Rules), cmp.Compare(a.Reason, b.Reason))
	})
}

// ComparePos orders positions by repository, file, line and column.
func ComparePos(a, b Pos) int {
	if a == b {
		return 0
	}
	if c := cmp.Or(cmp.Compare(a.Repo, b.Repo), cmp.Compare(a.File, b.File)); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.EndLine, b.EndLine), cmp.Compare(a.EndCol, b.EndCol))
}

// compareDefs, like its neighbours, looks further only where the symbols agree:
// it is called for every pair that is sorted.
func compareDefs(a, b Def) int {
	if c := cmp.Compare(a.Symbol, b.Symbol); c != 0 {
		return c
	}
	if c := ComparePos(a.At, b.At); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.By, b.By), cmp.Compare(a.Keys.State, b.Keys.State), slices.Compare(a.Keys.Names, b.Keys.Names),
		compareTraits(a.Traits, b.Traits))
}

// compareTraits orders by the printed form: traits differ rarely, and a list
// of their fields here would be a second one to keep.
func compareTraits(a, b Traits) int {
	if a == b {
		return 0
	}
	return cmp.Compare(fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b))
}

func compareRefs(a, b Ref) int {
	if c := cmp.Compare(a.From, b.From); c != 0 {
		return c
	}
	if c := cmp.Compare(a.To, b.To); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Rel, b.Rel),
		ComparePos(a.At, b.At), ComparePos(a.NameAt, b.NameAt), cmp.Compare(bit(a.Weak), bit(b.Weak)), cmp.Compare(bit(a.Opened), bit(b.Opened)), cmp.Compare(a.Unknown, b.Unknown))
}

// bit orders what is not set before what is.
func bit(set bool) int {
	if set {
		return 1
	}
	return 0
}

func compareMarks(a, b Mark) int {
	return cmp.Or(ComparePos(a.At, b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Detector, b.Detector),
		cmp.Compare(a.On, b.On), cmp.Compare(a.Commit, b.Commit), cmp.Compare(a.Count, b.Count), cmp.Compare(bit(a.Sample), bit(b.Sample)))
}

func compareProblems(a, b Problem) int {
	return cmp.Or(ComparePos(a.At, b.At), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Detail, b.Detail))
}
