package pattern

import (
	"encoding/base64"
	"testing"
)

func TestIsSpecimenToken(t *testing.T) {
	t.Parallel()
	token := func(header, payload, signature string) string {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(header)) + "." + encode([]byte(payload)) + "." + signature
	}
	for name, c := range map[string]struct {
		token string
		want  bool
	}{
		"unsigned":                  {token(`{"alg":"none"}`, `{"sub":"backup"}`, ""), false},
		"signed":                    {token(`{"alg":"HS256"}`, `{"sub":"backup"}`, "c2lnbmVk"), false},
		"John Doe":                  {token(`{"alg":"HS256","typ":"JWT"}`, `{"sub":"1234567890","name":"John Doe","iat":1}`, "c2lnbmVk"), true},
		"somebody else":             {token(`{"alg":"HS256","typ":"JWT"}`, `{"sub":"1234567890","name":"Jane Roe"}`, "c2lnbmVk"), false},
		"no JSON":                   {"eyJhbGc.eyJzdWI.", false},
		"something that starts so":  {"eyes", false},
		"claims that are no object": {token(`{"alg":"none"}`, `[1]`, ""), false},
	} {
		if got := isSpecimenToken(c.token); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
