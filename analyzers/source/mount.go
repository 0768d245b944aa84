package source

import (
	"path"
	"strings"
)

// DefaultMount is where vault entries materialise when the configuration names
// no mount.
const DefaultMount = "~/secrets"

// VaultPath answers the path below any of the mounts, slash separated and
// without "." or "..", and whether there is one. The mount itself is the empty
// path. Mounts and path may spell the home directory as "~", "$HOME",
// "${HOME}", "/root" or "/home/<anyone>": a container's user differs from its
// host's. No mounts means DefaultMount.
func VaultPath(mounts []string, name string) (rel string, ok bool) {
	if len(mounts) == 0 {
		mounts = []string{DefaultMount}
	}
	name = homeless(name)
	for _, m := range mounts {
		m = homeless(m)
		if m == "" || m == "." {
			continue
		}
		if name == m {
			return "", true
		}
		if rest, below := strings.CutPrefix(name, strings.TrimSuffix(m, "/")+"/"); below {
			return rest, true
		}
	}
	return "", false
}

// homeless is a path in one spelling: cleaned, the home directory as "~".
func homeless(name string) string {
	for _, home := range []string{"${HOME}", "$HOME"} {
		if rest, found := strings.CutPrefix(name, home); found && (rest == "" || rest[0] == '/') {
			name = "~" + rest
		}
	}
	if name == "" {
		return ""
	}
	name = path.Clean(name)
	if rest, found := strings.CutPrefix(name, "/home/"); found {
		_, below, deeper := strings.Cut(rest, "/")
		if !deeper {
			return "~"
		}
		return "~/" + below
	}
	if name == "/root" || strings.HasPrefix(name, "/root/") {
		return "~" + strings.TrimPrefix(name, "/root")
	}
	return name
}
