package graph

import "strings"

// nearest is the name that was probably meant: one that differs by a slip or
// two, else one that holds the name or is held by it, else none.
func nearest(name string, among []string) string {
	best, limit := "", max(2, len(name)/6)+1
	fold := foldName(name)
	for _, candidate := range among {
		other := foldName(candidate)
		if d := distance(fold, other); d < limit && 2*d <= len(fold) {
			best, limit = candidate, d
		}
		if best == "" && min(len(fold), len(other)) >= leastPart && (strings.Contains(other, fold) || strings.Contains(fold, other)) {
			best = candidate
		}
	}
	return best
}

// leastPart is how long a name must be to be recognised inside another.
const leastPart = 5

var separators = strings.NewReplacer("-", "", "_", "", ".", "")

// foldName ignores case and the choice of separator.
func foldName(s string) string { return separators.Replace(strings.ToLower(s)) }

// distance is Levenshtein's, over bytes; very long names are compared by their
// heads.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
