package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// backups compares what a PostgresCluster restores from with what it backs up
// to (Crunchy 6.0), where both name one repository: a path that differs by a
// slash, or one bucket at two endpoints or in two regions. Other paths are
// other repositories, as in a clone.
func (v *view) backups() {
	source, target := v.get("spec", "dataSource", "pgbackrest"), v.get("spec", "backups", "pgbackrest")
	repo := manifest.Get(source, "repo")
	name := manifest.Scalar(manifest.Get(repo, "name"))
	for _, twin := range find(target, "repos[]") {
		if manifest.Scalar(manifest.Get(twin.node, "name")) != name {
			continue
		}
		from, to := manifest.Get(repo, "s3"), manifest.Get(twin.node, "s3")
		if differ(manifest.Get(from, "bucket"), manifest.Get(to, "bucket")) {
			continue
		}
		if manifest.Scalar(manifest.Get(from, "bucket")) != "" {
			v.drift("endpoint", manifest.Get(from, "endpoint"), manifest.Get(to, "endpoint"))
			v.drift("region", manifest.Get(from, "region"), manifest.Get(to, "region"))
		}
		field := name + "-path"
		path, other := manifest.Get(source, "global", field), manifest.Get(target, "global", field)
		if strings.Trim(manifest.Scalar(path), "/") == strings.Trim(manifest.Scalar(other), "/") {
			v.drift(field, path, other)
		}
	}
}

// restoreLogin marks a restore from S3 that names no Secret with its keys,
// where the backup does: the one does not inherit from the other. A cluster
// that lets its pods log in by identity names none for both.
func (v *view) restoreLogin() {
	const keys = "configuration[].secret.name"
	source, target := v.get("spec", "dataSource", "pgbackrest"), v.get("spec", "backups", "pgbackrest")
	name := manifest.Scalar(manifest.Get(source, "repo", "name"))
	bucket := manifest.Get(source, "repo", "s3")
	if bucket == nil || len(find(source, keys)) > 0 || len(find(target, keys)) == 0 || manifest.Get(source, "global", name+"-s3-key-type") != nil {
		return
	}
	if v.Live {
		v.w.part.Mark(facts.MarkNameless, "S3", v.id, v.At(bucket))
	}
}

// differ reports whether two settings are both given and not equal.
func differ(a, b *manifest.Node) bool {
	one, other := manifest.Scalar(a), manifest.Scalar(b)
	return one != "" && other != "" && one != other && !dynamic(one) && !dynamic(other)
}

func (v *view) drift(setting string, at, other *manifest.Node) {
	if differ(at, other) && v.Live && len(setting) < 64 && plausible(setting) {
		v.w.part.Mark(facts.MarkDrift, setting, v.id, v.At(at))
	}
}
