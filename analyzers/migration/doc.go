// Package migration plans the move of secrets from some stores to another one:
// who still fetches from what is left, where each secret would come from
// afterwards, what stands in the way, and in which order to go.
//
// A plan is proved, not guessed: the move is made on the objects, they are
// linked again, and what is wrong then and was not before is what stops it.
// Package rewrite writes the same move into files; its result must compile to
// the objects that were linked here.
package migration
