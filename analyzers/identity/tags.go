package identity

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// advertised matches the option of tailscale up and set that asks for tags;
// quotedTag a tag as a text of its own; tagName its spelling; tagList the field
// of a request that makes a key.
var (
	advertised = expr.New(`--advertise-tags(?:=|\s+)["']?((?:tag:|\$|\{\{)[^\s"']*)`)
	quotedTag  = expr.New(`["']tag:[A-Za-z0-9-]+\\?["']`)
	tagName    = expr.New(`^tag:[A-Za-z0-9-]+$`)
	tagList    = expr.New(`["']?\btags\\?["']?\s*:\s*\[`)
)

// tags refers to the tags that a program asks for its devices. Where the
// repository makes its keys as an OAuth client, the client must be allowed to
// assign them.
func (r *reader) tags(t *text) {
	api := strings.Contains(t.raw, "api.tailscale.com")
	t.each(func(number int, line string) {
		for _, m := range advertised.FindAllStringSubmatchIndex(line, -1) {
			from := m[2]
			for name := range strings.SplitSeq(line[m[2]:m[3]], ",") {
				r.tag(t, name, r.mints, number, from)
				from += len(name) + 1
			}
		}
		if !api {
			return
		}
		for _, m := range quotedTag.FindAllStringIndex(line, -1) {
			r.tag(t, strings.Trim(line[m[0]:m[1]], `"'\`), r.mints && tagList.MatchString(line), number, m[0]+1)
		}
	})
}

func (r *reader) tag(t *text, name string, assigned bool, number, from int) {
	ref := facts.Ref{From: t.symbol(), To: Tag(name), Rel: facts.RelBears, At: t.at(number, from, from+len(name))}
	if assigned {
		ref.Rel = facts.RelAssigns
	}
	if !tagName.MatchString(name) {
		ref.To, ref.Unknown = Tag("tag:*"), facts.NotFollowed
	}
	r.part.Ref(ref)
}
