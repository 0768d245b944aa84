package identity

import (
	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// The two settings of an AWS profile that must name one region, in a file, a
// here-document or a command that writes it. An address of the older form,
// d-NUMBER.awsapps.com, names none.
var (
	startURL  = expr.New(`sso_start_url["']?(?:\s*[=:]\s*|\s+)["']?https://[a-z0-9-]+\.portal\.([a-z]{2}(?:-[a-z]+)+-\d)\.app\.aws`)
	ssoRegion = expr.New(`sso_region["']?(?:\s*[=:]\s*|\s+)["']?([a-z]{2}(?:-[a-z]+)+-\d)\b`)
	section   = expr.New(`^\s*\[[^\]]+\]\s*(?:#.*)?$`)
)

// portal marks a profile whose region is not that of its portal.
func (r *reader) portal(t *text) {
	type setting struct {
		region string
		at     facts.Pos
	}
	var url, region setting
	judge := func() {
		if url.region != "" && region.region != "" && url.region != region.region {
			r.part.Mark(facts.MarkDrift, "sso_region", t.file.Symbol(), region.at)
		}
		url, region = setting{}, setting{}
	}
	t.each(func(number int, line string) {
		if section.MatchString(line) {
			judge()
		}
		for _, found := range []struct {
			re *expr.Regexp
			in *setting
		}{{startURL, &url}, {ssoRegion, &region}} {
			if m := found.re.FindStringSubmatchIndex(line); m != nil {
				if found.in.region != "" {
					judge() // the next profile
				}
				*found.in = setting{line[m[2]:m[3]], t.at(number, m[2], m[3])}
			}
		}
	})
	judge()
}
