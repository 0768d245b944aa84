package literal

// Entropy is Shannon's, in bits a byte.
func Entropy(s string) float64 { return entropy(s) }
