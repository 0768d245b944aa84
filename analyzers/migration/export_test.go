package migration

// Whys are what shapes tell, with their placeholders.
func Whys() []string {
	var all []string
	for _, s := range shapes {
		all = append(all, s.why)
	}
	return all
}
