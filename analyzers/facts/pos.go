package facts

// In reports whether a place begins inside of another of the same file.
func (p Pos) In(other Pos) bool {
	after := p.Line > other.Line || p.Line == other.Line && p.Col >= other.Col
	return after && (p.Line < other.EndLine || p.Line == other.EndLine && p.Col < other.EndCol)
}
