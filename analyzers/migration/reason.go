package migration

import "slices"

// The codes of reasons. The sentence beside them is for a person.
const (
	NoDestination  Code = "no-destination" // neither map nor convention says where the secret goes
	ManyPlaces     Code = "ambiguous"      // the convention fits several entries of the inventory
	NotInInventory Code = "not-in-inventory"
	NoInventory    Code = "no-inventory" // nobody declared what the destination holds
	NotRead        Code = "not-read"     // it names a store, and no secret that can be told
	DirectRead     Code = "direct-read"  // code asks the backend itself
)

// worse is the heavier of two verdicts.
func worse(a, b Verdict) Verdict {
	if slices.Index(verdicts, a) >= slices.Index(verdicts, b) {
		return a
	}
	return b
}

// judge sums up what speaks against a reference.
func (r *Reference) judge() {
	for _, reason := range r.Reasons {
		r.Verdict = worse(r.Verdict, reason.Verdict)
	}
}

// judge sums up a consumer: it is as far as the last of its references.
func (c *Consumer) judge() {
	for _, r := range c.References {
		r.judge()
		c.Verdict = worse(c.Verdict, r.Verdict)
	}
	for _, reason := range c.Reasons {
		c.Verdict = worse(c.Verdict, reason.Verdict)
	}
}

// against adds a reason and its weight.
func (c *Consumer) against(r Reason) {
	c.Reasons = append(c.Reasons, r)
	c.Verdict = worse(c.Verdict, r.Verdict)
}
