package graph

import "strings"

// nearest is the name that was probably meant: the one with the smallest edit
// distance, if that is small beside the name's length.
func nearest(name string, among []string) string {
	best, limit := "", max(2, len(name)/3)+1
	fold := foldName(name)
	for _, candidate := range among {
		if d := distance(fold, foldName(candidate)); d < limit {
			best, limit = candidate, d
		}
	}
	return best
}

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
