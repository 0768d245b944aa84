package docs

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the page of incidents")

const incidents = "../testdata/incidents"

// incident is a line of all.txt with the fixtures of its number.
type incident struct {
	id, verdict, what, unseen string
	fixtures, rules           []string
}

// expected are the numbers that must be listed.
var expected = map[string]int{"INC-%03d": 139, "LAT-%02d": 29}

// TestIncidentsPage demands that every incident is listed once and every
// fixture belongs to one, and that incidents.md says which are told by now.
func TestIncidentsPage(t *testing.T) {
	t.Parallel()
	list := readIncidents(t)
	addFixtures(t, list)
	got := incidentsPage(list)
	if *update {
		if err := os.WriteFile("incidents.md", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("incidents.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("incidents.md is not fresh, run make generate (-page +fixtures):\n%s", diff)
	}
}

func readIncidents(t *testing.T) map[string]*incident {
	t.Helper()
	text, err := os.ReadFile(incidents + "/all.txt")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]*incident{}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line+" ", " | ")
		if len(columns) != 4 || statuses[columns[1]] == nil || list[columns[0]] != nil {
			t.Fatalf("all.txt:%d: wants number, yes, partly or no, what happened and what no file says, each number once", i+1)
		}
		x := &incident{id: columns[0], verdict: columns[1], what: columns[2], unseen: strings.TrimSpace(columns[3])}
		if (x.unseen == "") != (x.verdict == "yes") {
			t.Errorf("%s: only of what files could not have told all is there something that no file says", x.id)
		}
		list[x.id] = x
	}
	var want []string
	for format, n := range expected {
		for i := range n {
			want = append(want, fmt.Sprintf(format, i+1))
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(list))); diff != "" {
		t.Errorf("all.txt lacks or invents numbers (-want +got):\n%s", diff)
	}
	return list
}

var (
	fixtureName  = regexp.MustCompile(`^((?:INC-\d{3}|LAT-\d{2}))-[a-z0-9-]+\.txtar$`)
	incidentRule = regexp.MustCompile(`(?m)^rule: (\S+)$`)
)

func addFixtures(t *testing.T, list map[string]*incident) {
	t.Helper()
	files, err := filepath.Glob(incidents + "/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		m := fixtureName.FindStringSubmatch(name)
		if m == nil || list[m[1]] == nil {
			t.Errorf("%s: not called after an incident of all.txt", name)
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		x := list[m[1]]
		x.fixtures = append(x.fixtures, name)
		for _, rule := range incidentRule.FindAllSubmatch(txtar.Parse(text).Comment, -1) {
			if !slices.Contains(x.rules, string(rule[1])) {
				x.rules = append(x.rules, string(rule[1]))
			}
		}
	}
}

// statuses say by verdict where an incident stands, with and without a fixture.
var statuses = map[string]*struct{ with, without string }{
	"yes":    {"told", "open"},
	"partly": {"told in part", "open in part"},
	"no":     {"told in part", "out of reach"},
}

func (x *incident) status() string {
	if len(x.fixtures) == 0 {
		return statuses[x.verdict].without
	}
	return statuses[x.verdict].with
}

const incidentsHead = `# Incidents

What really went wrong in an estate of this kind (INC), and what was found before it did (LAT): what the files could have
told, the rule that tells it now, and the fixture that shows it. Made from ` + "`testdata/incidents`" + ` by ` + "`make generate`" + `.

| status | meaning | incidents |
|---|---|---|
`

// meanings explain the statuses, in the order in which they are counted.
var meanings = [][2]string{
	{"told", "a fixture shows the rule that speaks"},
	{"told in part", "the same for the part that files hold; the rest is named"},
	{"open", "files could tell it; no fixture does yet"},
	{"open in part", "a part could be told; no fixture does yet"},
	{"out of reach", "no file says it"},
}

func incidentsPage(list map[string]*incident) []byte {
	count := map[string]int{}
	for _, x := range list {
		count[x.status()]++
	}
	var b bytes.Buffer
	b.WriteString(incidentsHead)
	for _, m := range meanings {
		fmt.Fprintf(&b, "| %s | %s | %d |\n", m[0], m[1], count[m[0]])
	}
	b.WriteString("\n| | what happened | told by | status | what no file says |\n|---|---|---|---|---|\n")
	for _, id := range slices.Sorted(maps.Keys(list)) {
		x := list[id]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", x.number(), x.what, x.toldBy(), x.status(), x.unseen)
	}
	return b.Bytes()
}

// number is the incident's number with a link to each of its fixtures.
func (x *incident) number() string {
	var links []string
	for i, name := range x.fixtures {
		text := x.id
		if i > 0 {
			text = fmt.Sprint(i + 1)
		}
		links = append(links, fmt.Sprintf("[%s](../testdata/incidents/%s)", text, name))
	}
	if len(links) == 0 {
		return x.id
	}
	return strings.Join(links, " ")
}

func (x *incident) toldBy() string {
	var links []string
	for _, rule := range x.rules {
		links = append(links, fmt.Sprintf("[%s](rules/%s.md)", rule, rule))
	}
	return strings.Join(links, ", ")
}
