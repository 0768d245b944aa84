package manifest

// Encrypted reports whether sops has encrypted a document: it holds what sops
// notes down about that, and not just a field of that name.
func Encrypted(root *Node) bool {
	notes := Get(root, "sops")
	for _, field := range []string{"mac", "lastmodified", "version"} {
		if Scalar(Get(notes, field)) != "" {
			return true
		}
	}
	return false
}
