// Package demand finds what a Terragrunt file demands of the process that
// applies it, for those who look at that process.
package demand

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// call is get_env("NAME"): without a default Terragrunt fails where the
// variable is not set.
// Source: https://terragrunt.gruntwork.io/docs/reference/hcl/functions/#get_env.
var call = []hclsyntax.TokenType{
	hclsyntax.TokenIdent, hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenQuotedLit, hclsyntax.TokenCQuote, hclsyntax.TokenCParen,
}

// Env are the variables that a text reads without a default, in order.
func Env(text []byte) []string {
	if !bytes.Contains(text, []byte("get_env")) {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	var names []string
	for i := range max(0, len(tokens)-len(call)+1) {
		if string(tokens[i].Bytes) == "get_env" && isCall(tokens[i:]) {
			names = append(names, string(tokens[i+3].Bytes))
		}
	}
	return names
}

func isCall(tokens hclsyntax.Tokens) bool {
	for i, want := range call {
		if tokens[i].Type != want {
			return false
		}
	}
	return true
}
