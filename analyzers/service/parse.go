package service

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Limits of one unit file.
const (
	maxFile     = 128 << 10 // bytes
	maxSettings = 1000
)

// setting is one line Key=value of a unit file, with the lines it goes on.
type setting struct {
	section, key, value string
	file                *source.File
	pieces              []piece
}

// piece says where a stretch of a setting's value stands in the file.
type piece struct{ from, line, col int }

// at is the position of a range of bytes of the value.
func (s setting) at(offset, width int) facts.Pos {
	for i := len(s.pieces) - 1; i >= 0; i-- {
		if p := s.pieces[i]; offset >= p.from {
			return s.file.At(p.line, p.col+offset-p.from, width)
		}
	}
	return s.file.At(1, 1, 0)
}

// parse reads the settings of a unit file. Open answers whether a template puts
// lines in whose content is not known.
// Source: systemd.syntax(7).
func parse(f *source.File, text []byte) (settings []setting, open bool) {
	section, number := "", 0
	var going *setting
	for raw := range bytes.Lines(text) {
		number++
		line := strings.TrimRight(string(raw), "\r\n")
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed != "" && (trimmed[0] == '#' || trimmed[0] == ';'), going == nil && trimmed == "":
			continue
		case going != nil:
		case trimmed[0] == '[':
			section = strings.Trim(trimmed, "[]")
			continue
		case strings.HasPrefix(trimmed, "{"):
			open = open || !harmless(trimmed)
			continue
		default:
			key, _, found := strings.Cut(line, "=")
			if !found || len(settings) >= maxSettings {
				open = true
				continue
			}
			settings = append(settings, setting{section: section, key: strings.TrimSpace(key), file: f})
			going = &settings[len(settings)-1]
			line = strings.Repeat(" ", len(key)+1) + line[len(key)+1:]
		}
		if !going.take(line, number) {
			going = nil
		}
	}
	return settings, open
}

// take adds a line's text to the value; it reports whether the next line goes on.
func (s *setting) take(line string, number int) bool {
	rest, more := strings.CutSuffix(line, "\\")
	text := strings.TrimLeft(rest, " \t")
	s.pieces = append(s.pieces, piece{from: len(s.value), line: number, col: len(rest) - len(text) + 1})
	if s.value += strings.TrimRight(text, " \t"); more {
		s.value += " "
	}
	return more
}

// harmless reports whether a template's directive adds no lines of its own.
func harmless(directive string) bool {
	words := strings.Fields(strings.TrimLeft(directive, "{%-+ "))
	if strings.HasPrefix(directive, "{#") {
		return true
	}
	if !strings.HasPrefix(directive, "{%") || len(words) == 0 {
		return false
	}
	switch words[0] {
	case "if", "elif", "else", "endif", "set":
		return true
	}
	return false
}

// word is a word of a value, its quotes removed, and where it starts.
type word struct {
	text string
	from int // of the text, behind an opening quote
}

// words splits a value as systemd does: at blanks outside of quotes.
func words(value string) []word {
	var all []word
	for i := 0; i < len(value); {
		if value[i] == ' ' || value[i] == '\t' {
			i++
			continue
		}
		w := word{from: i}
		if value[i] == '"' || value[i] == '\'' {
			w.from++
		}
		var quote byte
		for ; i < len(value) && (quote != 0 || value[i] != ' ' && value[i] != '\t'); i++ {
			switch c := value[i]; {
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote && quote != 0:
				quote = 0
			default:
				w.text += string(c)
			}
		}
		all = append(all, w)
	}
	return all
}
