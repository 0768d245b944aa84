package pattern

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"iter"
	"slices"
	"unicode/utf8"
)

// minEncoded and minHex are the lengths from which gitleaks decodes.
const (
	minEncoded = 16
	minHex     = 32
)

// minWrapped is the least width of lines over which base64 goes on.
const minWrapped = 40

// span is a range of a text, in bytes.
type span struct{ from, to int }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

// encoding is a place that may decode to text. Base64 that goes on over lines
// or holds more than ASCII, which gitleaks' decoder does not know, is decoded
// here and has lines; the rest is left to that decoder.
type encoding struct {
	span
	lines []span
	plain []byte
}

// origin is where in the outer text the base64 of a range of plain stands.
func (e encoding) origin(at span) (span, bool) {
	return span{e.offset(at.from / 3 * 4), e.offset((at.to+2)/3*4-1) + 1}, true
}

// offset finds the n-th letter of base64.
func (e encoding) offset(n int) int {
	width := e.lines[0].to - e.lines[0].from
	line := min(n/width, len(e.lines)-1)
	return min(e.lines[line].from+n-line*width, e.to-1)
}

// encodingsOf finds what may decode to text, in order. What is not found here
// no decoder accepts; of words and digests the first letters tell already.
func encodingsOf(text []byte) []encoding {
	found := escapesOf(text)
	behind := 0
	for run := range runsOf(text) {
		if run.from < behind {
			continue // a line of the encoding before
		}
		if e, is := encodingAt(text, run); is {
			found, behind = append(found, e), e.to
		}
	}
	slices.SortStableFunc(found, func(a, b encoding) int { return cmp.Compare(a.from, b.from) })
	return found
}

// encodingAt judges one run of letters of base64.
func encodingAt(text []byte, run span) (encoding, bool) {
	if digits := hexAt(text[run.from:run.to]); digits >= minHex {
		if hexText(text[run.from : run.from+minHex]) {
			return encoding{span: run}, true
		}
		run.from += digits
	}
	if run.to-run.from < minEncoded || !isText(head(text[run.from:]), true) {
		return encoding{}, false
	}
	if lines := wrapped(text, run); len(lines) > 1 {
		if plain := decoded(text, lines); isText(plain, false) {
			return encoding{span{run.from, lines[len(lines)-1].to}, lines, plain}, true
		}
	}
	plain := decoded(text, []span{run})
	if !isText(plain, false) {
		return encoding{}, false
	}
	if isASCII(plain) {
		return encoding{span: run}, true
	}
	return encoding{run, []span{run}, plain}, true
}

// sextets are the values of the letters of both alphabets of base64 (RFC
// 4648), and none for other bytes.
var sextets = func() (values [256]uint8) {
	for i := range values {
		values[i] = none
	}
	for i, letter := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		values[letter] = uint8(i)
	}
	values['-'], values['_'] = values['+'], values['/']
	return values
}()

const none = 0xff

// runsOf finds the longest runs of letters of base64 that are worth decoding.
// It looks at one byte in sixteen where there are none.
func runsOf(text []byte) iter.Seq[span] {
	return func(yield func(span) bool) {
		for start := 0; start+minEncoded <= len(text); {
			last := start + minEncoded - 1
			from := last + 1
			for from > start && sextets[text[from-1]] != none {
				from--
			}
			if from > start {
				start = from
				continue
			}
			to := last + 1
			for to < len(text) && sextets[text[to]] != none {
				to++
			}
			if !yield(span{start, to}) {
				return
			}
			start = to + 1
		}
	}
}

// head decodes the beginning of a run.
func head(run []byte) []byte {
	plain := make([]byte, 0, minEncoded/4*3)
	for i := 0; i < minEncoded; i += 4 {
		group := uint32(sextets[run[i]])<<18 | uint32(sextets[run[i+1]])<<12 | uint32(sextets[run[i+2]])<<6 | uint32(sextets[run[i+3]])
		plain = append(plain, byte(group>>16), byte(group>>8), byte(group))
	}
	return plain
}

// wrapped are the lines over which a run goes on: all as wide as the first,
// but for the last.
func wrapped(text []byte, run span) []span {
	lines := []span{run}
	width := run.to - run.from
	for last := run; width >= minWrapped && last.to-last.from == width; {
		next, is := lineAfter(text, last.to)
		if !is || next.to-next.from > width {
			break
		}
		lines, last = append(lines, next), next
	}
	return lines
}

// lineAfter is the next line without its indentation, if the text ends a line
// here and that line holds nothing but letters of base64.
func lineAfter(text []byte, at int) (line span, is bool) {
	rest := bytes.TrimPrefix(text[at:], []byte("\r"))
	if len(rest) == 0 || rest[0] != '\n' {
		return span{}, false
	}
	line.from = len(text) - len(bytes.TrimLeft(rest[1:], " \t"))
	line.to = line.from
	for line.to < len(text) && sextets[text[line.to]] != none {
		line.to++
	}
	end := bytes.TrimLeft(text[line.to:min(len(text), line.to+3)], "=")
	return line, line.to > line.from && (len(end) == 0 || end[0] == '\n' || end[0] == '\r')
}

// decoded joins and decodes lines of base64 in either alphabet, however they
// are padded; nil if they are none.
func decoded(text []byte, lines []span) []byte {
	var joined []byte
	for _, line := range lines {
		joined = append(joined, text[line.from:line.to]...)
	}
	alphabet := base64.RawStdEncoding
	if bytes.ContainsAny(joined, "-_") {
		alphabet = base64.RawURLEncoding
	}
	plain, err := alphabet.AppendDecode(nil, joined)
	if err != nil {
		return nil
	}
	return plain
}

// isText accepts UTF-8 without control characters, as gitleaks counts them;
// cut off says that the last character may be incomplete.
func isText(plain []byte, cutOff bool) bool {
	for i := 0; i < len(plain); {
		r, size := utf8.DecodeRune(plain[i:])
		if r <= '\b' || r == 0x7f || r == utf8.RuneError && !(cutOff && !utf8.FullRune(plain[i:])) {
			return false
		}
		i += size
	}
	return len(plain) > 0
}

func isASCII(plain []byte) bool {
	return !slices.ContainsFunc(plain, func(b byte) bool { return b >= utf8.RuneSelf })
}

// hexAt is the number of hexadecimal digits that a text begins with.
func hexAt(text []byte) int {
	return len(text) - len(bytes.TrimLeft(text, "0123456789abcdefABCDEF"))
}

// hexText reports whether hexadecimal digits stand for printable ASCII.
func hexText(digits []byte) bool {
	plain := make([]byte, hex.DecodedLen(len(digits)))
	_, err := hex.Decode(plain, digits)
	return err == nil && isText(plain, false) && isASCII(plain)
}

// escapesOf finds escapes as they stand in addresses (%2F) and in strings of
// programming languages (\u0041, U+0041).
func escapesOf(text []byte) []encoding {
	var found []encoding
	for _, escape := range []struct {
		sign   string
		digits int
	}{{"%", 2}, {`\u`, 4}, {`\U`, 4}, {"U+", 4}} {
		for at := 0; ; {
			i := bytes.Index(text[at:], []byte(escape.sign))
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(escape.sign)
			if end := min(len(text), at+escape.digits); hexAt(text[at:end]) == escape.digits {
				found = append(found, encoding{span: span{from, end}})
				at = end
			}
		}
	}
	return found
}
