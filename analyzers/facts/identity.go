package facts

// The authorities: the first segment of an Identity.
const (
	Tailnet       = "tailscale"        // then a tag: identity:tailscale/tag:k8s; keys = owners of the tag
	TailnetClient = "tailscale-client" // then a tag that an OAuth client holds; keys = scopes
	Workflow      = "github"           // then the file and the job whose token it is; keys = "contents: write"
	Bucket        = "s3"               // then the bucket and what an object's key looks like; keys = actions of IAM
)

// identityTitle names an identity for a person.
func (s Symbol) identityTitle() string {
	segments := s.Segments()
	name := s.Name()
	switch {
	case segments[0] == TailnetClient:
		return "OAuth client of " + name
	case segments[0] == Workflow && len(segments) == 3:
		return "token of job " + name
	case segments[0] == Bucket && len(segments) == 3:
		return "s3://" + segments[1] + "/" + name
	}
	return name
}
