package pattern

import (
	"bytes"

	"github.com/zricethezav/gitleaks/v8/detect/codec"
)

// maxDepth is how often a text is decoded, as "gitleaks dir" does.
const maxDepth = 5

// Sizes of the pieces that are decoded together, in bytes, and of the text
// around an encoding that a rule may need to see beside it.
const (
	maxPiece     = 16 << 10
	linesBefore  = 2
	linesBehind  = 6
	contextBytes = 1 << 10
)

// scan looks for credentials in the text, and in what parts of it decode to.
func (s scanner) scan(depth int) {
	s.index.scan(s.text, s.hit)
	if depth == 0 {
		return
	}
	encodings := encodingsOf(s.text)
	for _, e := range encodings {
		if e.lines != nil {
			s.within(e.plain, e.origin).scan(depth - 1)
		}
	}
	for _, piece := range piecesOf(s.text, encodings) {
		s.decode(piece, depth-1)
	}
}

// within is the scanner of a text that was decoded from a part of this one;
// origin says where a range of it comes from, if that was decoded.
func (s scanner) within(text []byte, origin func(span) (span, bool)) scanner {
	inner, outer := s, s.origin
	inner.text, inner.checked = text, map[window]bool{}
	inner.origin = func(at span) (span, bool) {
		at, decoded := origin(at)
		if decoded && outer != nil {
			return outer(at)
		}
		return at, decoded
	}
	return inner
}

// decode lets gitleaks decode a piece and looks at what comes out.
func (s scanner) decode(piece span, depth int) {
	text, segments := codec.NewDecoder().Decode(string(s.text[piece.from:piece.to]), nil)
	if len(segments) == 0 {
		return
	}
	s.within([]byte(text), func(at span) (span, bool) {
		parts := codec.SegmentsWithDecodedOverlap(segments, at.from, at.to)
		if len(parts) == 0 {
			return span{}, false
		}
		place := codec.AdjustMatchIndex(parts, []int{at.from, at.to})
		return span{piece.from + max(place[0], 0), min(piece.from+place[1], piece.to)}, true
	}).scan(depth)
}

// piecesOf lists the ranges around encodings that are decoded together. None
// holds a part of an encoding only.
func piecesOf(text []byte, encodings []encoding) []span {
	var pieces []span
	behind := 0 // the encodings so far
	for _, e := range encodings {
		if e.lines != nil {
			continue
		}
		around := span{lineBefore(text, e.from), lineBehind(text, e.to)}
		last := len(pieces) - 1
		switch {
		case last >= 0 && around.from <= pieces[last].to && (e.from < behind || around.to-pieces[last].from <= maxPiece):
			pieces[last].to = max(pieces[last].to, around.to)
		case last >= 0:
			pieces[last].to = min(pieces[last].to, e.from)
			pieces = append(pieces, span{max(around.from, behind), around.to})
		default:
			pieces = append(pieces, around)
		}
		behind = max(behind, e.to)
	}
	return pieces
}

func lineBefore(text []byte, at int) int {
	low := max(at-contextBytes, 0)
	for range linesBefore + 1 {
		i := bytes.LastIndexByte(text[low:at], '\n')
		if i < 0 {
			return low
		}
		at = low + i
	}
	return at + 1
}

func lineBehind(text []byte, at int) int {
	high := min(at+contextBytes, len(text))
	for range linesBehind + 1 {
		i := bytes.IndexByte(text[at:high], '\n')
		if i < 0 {
			return high
		}
		at += i + 1
	}
	return at
}
