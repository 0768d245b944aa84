package facts

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSymbolParts(t *testing.T) {
	t.Parallel()
	store := StorePlace("lab", "ClusterSecretStore", "", "main")
	cases := []struct {
		symbol Symbol
		text   string
		title  string
	}{
		{SecretPlace("lab", "auth", "dex").WithKey("config.yaml"), "secret:lab/auth/dex#config.yaml", "Secret auth/dex"},
		{NewPath(VaultFile, "ssh/id_ed25519"), "vault-file:ssh/id_ed25519", "vault entry ssh/id_ed25519"},
		{store, "store:lab/ClusterSecretStore/main", "ClusterSecretStore main"},
		{StorePlace("lab", "SecretStore", "auth", "s"), "store:lab/SecretStore/auth/s", "SecretStore auth/s"},
		{RemoteKey(store, "/apps/TOKEN", "value"), "remote:lab/ClusterSecretStore/main/%2Fapps%2FTOKEN#value", `"/apps/TOKEN" of ClusterSecretStore main`},
		{NewPath(KV, "apps/blog", "secret").WithKey("value"), "kv:secret/apps/blog#value", "kv secret/apps/blog"},
		{New(Workload, "lab", "auth", "Deployment", "dex"), "workload:lab/auth/Deployment/dex", "Deployment auth/dex"},
		{New(ObjectSymbol, "lab", "", "Namespace", "auth"), "object:lab//Namespace/auth", "Namespace auth"},
		{New(Identity, Tailnet, "tag:k8s").WithKey("tag:ops"), "identity:tailscale/tag:k8s#tag:ops", "tag:k8s"},
		{New(Identity, TailnetClient, "tag:ops"), "identity:tailscale-client/tag:ops", "OAuth client of tag:ops"},
		{New(Identity, Workflow, "a/b.yml", "release"), "identity:github/a%2Fb.yml/release", "token of job release"},
		{New(Identity, Bucket, "estate", "pod/*"), "identity:s3/estate/pod%2F*", "s3://estate/pod/*"},
	}
	for _, c := range cases {
		if string(c.symbol) != c.text || c.symbol.Title() != c.title {
			t.Errorf("got %s %q, want %s %q", c.symbol, c.symbol.Title(), c.text, c.title)
		}
		if _, err := Parse(c.text); err != nil {
			t.Errorf("parse %s: %v", c.text, err)
		}
	}
	gotStore, key, property := RemoteKey(store, "/apps/TOKEN", "value").RemoteParts()
	if gotStore != store || key != "/apps/TOKEN" || property != "value" {
		t.Errorf("remote parts: %s %s %s", gotStore, key, property)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "secret", "nonsense:a/b/c", "secret:a/b", "secret:a/b/c d", "secret:a/b/c%2f", "vault-file:a\x1b[31m", "secret:a/b/c#"} {
		if s, err := Parse(text); err == nil {
			t.Errorf("parse %q gives %q", text, s)
		}
	}
}

func FuzzSymbol(f *testing.F) {
	f.Add("lab", "auth", "name", "key")
	f.Add("a/b", "#%", "\x00\u202e", "k#/")
	f.Fuzz(func(t *testing.T, cluster, namespace, name, key string) {
		s := SecretPlace(cluster, namespace, name).WithKey(key)
		if strings.ContainsAny(string(s), "\x00\x1b\n\r ") {
			t.Fatalf("%q holds bytes a terminal would act on", s)
		}
		again, err := Parse(string(s))
		if err != nil || again != s {
			t.Fatalf("parse %q: %q %v", s, again, err)
		}
		if s.Segment(1) != string([]rune(namespace)) || s.Key() != string([]rune(key)) {
			t.Fatalf("%q: segment %q key %q", s, s.Segment(1), s.Key())
		}
	})
}

func TestKeySets(t *testing.T) {
	t.Parallel()
	cases := []struct{ a, b, want KeySet }{
		{ExactKeys("a"), ExactKeys("b", "a"), ExactKeys("a", "b")},
		{ExactKeys("a"), OpenKeys("b"), OpenKeys("a", "b")},
		{ExactKeys(), UnknownKeys(), UnknownKeys()},
		{ExactKeys("a"), UnknownKeys(), OpenKeys("a")},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, c.a.Union(c.b)); diff != "" {
			t.Errorf("%v + %v: %s", c.a, c.b, diff)
		}
	}
	if !ExactKeys("a").Lacks("b") || OpenKeys("a").Lacks("b") || UnknownKeys().Lacks("b") {
		t.Error("only an exact set lacks a key")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"format":1,"repo":"r","defs":[{"symbol":"secret:c/n/s","kind":"manifest","keys":{"state":"exact","names":["b","a"]},"at":{},"traits":{"ground":true}}],"refs":[{"from":"env:A","to":"vault-file:a","rel":"derives","at":{"line":2}}],"marks":[],"ignores":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := Encode(&once, o); err != nil {
			t.Fatal(err)
		}
		again, err := Decode(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("own output is refused: %v", err)
		}
		if err := Encode(&twice, again); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatalf("encoding is not canonical:\n%s\n%s", &once, &twice)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"format":2,"repo":"r"}`: "format 2 is not supported",
		`{"repo":"r"}`:            "format 0 is not supported",
		`{"format":1,"repo":"r","marks":[{"kind":"credential","on":"secret:x","at":{}}]}`: "needs 3 segments",
		`[`: "unexpected EOF",
	} {
		_, err := Decode(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
