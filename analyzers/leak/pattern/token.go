package pattern

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// isSpecimenToken recognises the JSON Web Token of John Doe that jwt.io shows
// every visitor, whatever it is signed with. One without a signature may open a
// server that takes such, and is left to be told.
func isSpecimenToken(secret string) bool {
	if !strings.HasPrefix(secret, "ey") {
		return false
	}
	parts := strings.SplitN(secret, ".", 4)
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	plain, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var claims map[string]any
	if err != nil || json.Unmarshal(plain, &claims) != nil || claims["sub"] != "1234567890" || claims["name"] != "John Doe" {
		return false
	}
	for name := range claims {
		if !shownClaims[name] {
			return false
		}
	}
	return true
}

// shownClaims are the names in that token.
var shownClaims = map[string]bool{"sub": true, "name": true, "iat": true, "admin": true}
