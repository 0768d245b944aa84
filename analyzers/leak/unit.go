package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/source"
)

// unitExt are the files of systemd and of its generator for containers.
// Sources: systemd.exec(5), systemd.mount(5), podman-systemd.unit(5).
var unitExt = set(".service", ".container", ".pod", ".kube", ".socket", ".timer", ".mount", ".automount", ".swap", ".scope", ".slice", ".volume", ".build")

func isUnit(f *source.File) bool {
	return unitExt[f.Ext()] || f.Ext() == ".conf" && strings.Contains(f.Path, ".d/") && hasSection(f, "[Service]", "[Container]")
}

func hasSection(f *source.File, heads ...string) bool {
	text, err := f.Text()
	if err != nil {
		return false
	}
	for _, head := range heads {
		if strings.Contains(string(text), head) {
			return true
		}
	}
	return false
}

// unitWord matches the assignments and arguments with a value inside a
// directive: each in quotes, or a word.
var unitWord = expr.New(`"(-{0,2}[A-Za-z_][\w.-]*)=((?:\\.|[^"\\])*)"|'(-{0,2}[A-Za-z_][\w.-]*)=([^']*)'|(?:^|[\s,])(-{0,2}[A-Za-z_][\w.-]*)=("[^"]*"|'[^']*'|(?:\{\{.*?\}\}|\$\([^)]*\)|[^\s,"'])+)|\s(--[A-Za-z][\w-]*)\s+([^\s"'-][^\s"']*)`)

// unitPairs lists the variables, arguments and options of units. A line that
// ends in a backslash goes on below.
func unitPairs(text string) []setting {
	var pairs []setting
	in, directive := "", ""
	eachLine(text, "#;", func(line string, offset int) {
		if m := section.FindStringSubmatch(line); m != nil {
			in, directive = m[1], ""
			return
		}
		value, at := line, 0
		if directive == "" {
			name, rest, from, found := splitAt(line, "=")
			if !found {
				return
			}
			directive, value, at = name, line[min(from, len(line)):], from
			if directive == "SetCredential" {
				pairs = append(pairs, credentialPair(in, rest, offset+from)...)
			}
		}
		for _, p := range unitWords(value) {
			p.section, p.at = in, p.at+offset+at
			pairs = append(pairs, p)
		}
		if !strings.HasSuffix(line, `\`) {
			directive = ""
		}
	})
	return pairs
}

// credentialPair is what SetCredential gives: an id and the value.
func credentialPair(in, text string, at int) []setting {
	id, value, found := strings.Cut(text, ":")
	if !found {
		return nil
	}
	means := ""
	if !strings.Contains(id, ".") && !describing[id] {
		means = "password" // what a program is given in no other way than its secrets
	}
	return []setting{{section: in, name: id, means: means, value: value, at: at + len(id) + 1, width: len(value)}}
}

// describing are names of credentials that say of their values that they are no
// secrets. Those of systemd itself have dots. Source: systemd.system-credentials(7).
var describing = set("config", "settings", "locale", "timezone", "hostname", "host", "port", "user", "username", "url", "issue", "motd", "name", "mode")

// unitFile judges the settings of a unit, and the commands that it runs.
func unitFile(m *marks, f *source.File) {
	linesOf(unitPairs)(m, f)
	text, err := f.Text()
	if err != nil || !m.judged {
		return
	}
	file := wholeFile(f, text)
	for _, e := range execLines(string(text)) {
		if p := file.inside(e); !m.full() && mayTell.MatchString(p.text) {
			m.shell(p, f.Symbol(), 1)
		}
	}
}

// execStart matches the start of a command, behind the marks that say how it is
// run. Source: systemd.service(5), "COMMAND LINES"; podman-systemd.unit(5).
var execStart = expr.New(`^[ \t]*(?:Exec(?:Start|Stop|Reload|Condition)?(?:Pre|Post)?|HealthCmd|PodmanArgs)[ \t]*=[ \t]*[-@:+!|]*`)

// execLines are the commands of a unit, each joined with the lines on which it
// goes on.
func execLines(text string) []*source.Excerpt {
	var all []*source.Excerpt
	var open *source.Excerpt
	eachLine(text, "#;", func(line string, offset int) {
		if open == nil {
			m := execStart.FindStringIndex(line)
			if m == nil {
				return
			}
			open, line, offset = &source.Excerpt{}, line[m[1]:], offset+m[1]
			all = append(all, open)
		}
		body, goesOn := strings.CutSuffix(line, `\`)
		open.Copy([]byte(body), offset)
		if goesOn {
			open.Put(" ", offset+len(body))
			return
		}
		open = nil
	})
	return all
}

func unitWords(text string) []setting {
	var pairs []setting
	for _, m := range unitWord.FindAllStringSubmatchIndex(text, 200) {
		for g := 2; g+3 < len(m); g += 4 {
			if m[g] < 0 {
				continue
			}
			value, shift := unquoted(text[m[g+2]:m[g+3]])
			pairs = append(pairs, setting{name: strings.TrimLeft(text[m[g]:m[g+1]], "-"), value: value, at: m[g+2] + shift, width: len(value)})
		}
	}
	return pairs
}
