package report

import (
	_ "embed"
	"html/template"
	"io"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// planPage is the page's template: it is parsed when a page is written.
//
//go:embed plan.html
var planPage string

// page is a story with the names that the template uses.
type page struct {
	Title, Verdict string
	Ready          bool
	Lead, Next     []string
	Why            []pageItem
	Numbers        []pageNumber
	Chapters       []pageChapter
	Covered        []string
}

type pageNumber struct {
	Of    string
	Total int
	Parts []migration.Tally
}

type pageChapter struct {
	ID, Title, Intro string
	Size             int
	Sections         []pageSection
}

type pageSection struct {
	ID, Title, Note string
	Items           []pageItem
}

type pageItem struct {
	Mark, Sort, Text string // Sort is the class of the mark
	Where            []string
	Details          []pageItem
	IDs              []string // of consumers, the first time that they are told
	To               string   // the consumer that a detail is about
}

func writePlanHTML(w io.Writer, p *migration.Plan) error {
	t, err := template.New("plan").Parse(planPage)
	if err != nil {
		return err
	}
	return t.Execute(w, (&binder{told: map[string]bool{}}).page(tell(p)))
}

// binder makes a page of a story. Each consumer gets one anchor.
type binder struct{ told map[string]bool }

func (b *binder) page(s *story) page {
	p := page{
		Title: shown(s.title), Verdict: shown(s.verdict), Ready: s.ready, Lead: convert(s.lead, shown), Next: convert(s.next, shown),
		Covered: convert(s.covered, shown), Why: b.items(s.why),
	}
	for _, n := range s.numbers {
		p.Numbers = append(p.Numbers, pageNumber{n.of, n.total, convert(n.parts, func(t migration.Tally) migration.Tally {
			return migration.Tally{Name: shown(t.Name), N: t.N}
		})})
	}
	for _, c := range s.chapters {
		chapter := pageChapter{ID: c.id, Title: c.title, Intro: shown(c.intro), Size: c.size()}
		for _, s := range c.sections {
			chapter.Sections = append(chapter.Sections, pageSection{shown(s.id), shown(s.title), shown(s.note), b.items(s.items)})
		}
		p.Chapters = append(p.Chapters, chapter)
	}
	return p
}

func (b *binder) items(all []item) []pageItem {
	return convert(all, func(one item) pageItem {
		p := pageItem{
			Mark: shown(one.mark), Sort: markSort[one.mark], Text: shown(one.text),
			Where: convert(one.at, func(at facts.Pos) string { return visible(where(at)) }),
		}
		for _, s := range one.anchors {
			id := shown(string(s))
			if !b.told[id] {
				b.told[id] = true
				p.IDs = append(p.IDs, id)
			} else if len(one.anchors) == 1 {
				p.To = id
			}
		}
		p.Details = b.items(one.details)
		return p
	})
}

func shown(s string) string { return visible(clipped(s)) }

// markSort groups the marks by colour.
var markSort = map[string]string{
	string(migration.Ready): "good", string(migration.Mechanical): "good", "at both ends": "good", "at the new end": "good",
	string(migration.Unproven): "doubt", string(migration.Reshape): "doubt", "residue": "doubt", "not verified": "doubt", "open": "doubt", "not read": "doubt", "not linked": "doubt", "unknown": "doubt", "not understood": "doubt",
	string(migration.Blocked): "bad", string(migration.FaultCycle): "bad", string(migration.FaultUndefined): "bad", string(migration.FaultRefused): "bad",
	string(migration.FaultShape): "bad", string(migration.FaultOrder): "bad", string(migration.FaultReload): "bad", string(migration.FaultNoStore): "bad", string(migration.FaultField): "bad",
	string(migration.NoDestination): "bad", string(migration.ManyPlaces): "bad",
}
