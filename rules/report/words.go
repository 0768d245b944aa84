package report

// Dubious are the words of a line that an excerpt would not show: no mark says
// that they are values, and nothing says that they are not.
func Dubious(line []byte) []string {
	var words []string
	for _, s := range wordsToHide(line, 0, len(line)) {
		words = append(words, string(line[s.from:s.to]))
	}
	return words
}

// IsWordByte reports whether a byte is part of a word as excerpts see it.
func IsWordByte(c byte) bool { return isWordByte(c) }
