package analyzers

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "issuer",
	Doc:     "Reads from machine configurations, modules and static pods which issuer a cluster writes into the tokens of its ServiceAccounts.",
	Version: 1,
	Run:     issuers,
})

var (
	issuerFiles = []string{".yaml", ".yml", ".json", ".tf", ".tofu", ".hcl", ".tfvars", ".tftpl", ".tpl", ".j2", ".patch", ".sh"}
	issuerText  = expr.New(`^https?://[A-Za-z0-9.:/,_-]+$`)
	issuerLine  = expr.New(`^\s*(?:-\s+)?(?:--|["'])?service-account-issuer["']?\s*[:=]\s*(?:["'])?([^"'\s#]*)`)
)

// issuers looks for the flag of the API server. It takes a whole text for one
// issuer: with a comma in it the claim has the comma as well (Kubernetes 1.34,
// the flag is an array that is not split).
func issuers(_ context.Context, tree *source.Tree, _ source.Config) source.Part {
	var part source.Part
	for _, f := range tree.Files {
		if !slices.Contains(issuerFiles, f.Ext()) {
			continue
		}
		text, err := f.Text()
		if err != nil || !bytes.Contains(text, []byte("service-account-issuer")) {
			continue
		}
		line := 0
		for content := range strings.Lines(string(text)) {
			line++
			if m := issuerLine.FindStringSubmatchIndex(content); m != nil {
				part.Files++
				part.Def(issuer(f, line, m[2], content[m[2]:m[3]]))
			}
		}
	}
	return part
}

// issuer is the claim of one line; a text that is not known may be any.
func issuer(f *source.File, line, col int, text string) facts.Def {
	at := f.At(line, col+1, len(text))
	unknown := !issuerText.MatchString(text) // what is no address of a server is not kept
	if unknown {
		text = "*"
	}
	return facts.Def{
		Symbol: facts.New(facts.Claim, "iss", string(facts.CompareIs), text), Kind: facts.KindManifest, Keys: facts.UnknownKeys(), At: at,
		By: facts.NewPath(facts.FileSymbol, f.Path, f.Repo), Traits: facts.Traits{Possible: unknown},
	}
}
