package sops

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// TestSelection compares which values are chosen with what sops documents at
// https://getsops.io/docs ("Encrypting only parts of a file") and with its
// function shouldBeEncrypted. Paths are those of values, in order.
func TestSelection(t *testing.T) {
	t.Parallel()
	const text = `
apiVersion: v1
data:
  password: a
  nested: {inner: [b, {deep_unencrypted: c}]}
data_extra: d
# keep
comment_first: e
comment_second: f # keep
empty: ""
none: null
number: 5
list:
  - g
  # keep
  - h
  - i
tail: j
`
	tests := []struct {
		name   string
		fields map[string]string
		want   string
	}{
		{"nothing said", nil, "apiVersion data.password data.nested.inner.0 data_extra comment_first comment_second number list.0 list.1 list.2 tail"},
		{"a parent counts for all below", map[string]string{"encrypted_regex": "^(data|stringData)$"}, "data.password data.nested.inner.0 data.nested.inner.1.deep_unencrypted"},
		{"unanchored", map[string]string{"encrypted_regex": "data"}, "data.password data.nested.inner.0 data.nested.inner.1.deep_unencrypted data_extra"},
		{"all but", map[string]string{"unencrypted_regex": "^(apiVersion|data|list)$"}, "data_extra comment_first comment_second number tail"},
		{"a suffix", map[string]string{"encrypted_suffix": "_second"}, "comment_second"},
		{"all but a suffix", map[string]string{"unencrypted_suffix": "t"}, "apiVersion data.password data.nested.inner.0 data.nested.inner.1.deep_unencrypted data_extra comment_second number tail"},
		{"comments", map[string]string{"encrypted_comment_regex": "keep"}, "comment_first comment_second list.1"},
		{"all but comments", map[string]string{"unencrypted_comment_regex": "keep"}, "apiVersion data.password data.nested.inner.0 data.nested.inner.1.deep_unencrypted data_extra number list.0 list.2 tail"},
	}
	tree := source.New("repo", map[string][]byte{"a.yaml": []byte(text)})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, _, err := newSelection(func(field string) string { return tt.fields[field] })
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range contentOf(tree.Files[0])[0].values {
				if v.text != "" && s.covers(v) {
					got = append(got, v.path)
				}
			}
			if diff := cmp.Diff(strings.Fields(tt.want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestStores reads what the stores of sops read.
func TestStores(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, text, want string }{
		{"a.env", "# secret\nA=b=c\n\nB=\"q\"\nC=\nno assignment\n", `A/1="b=c"@2:3-2:6[ secret] B/1="\"q\""@4:3-4:6 C/1=""@5:3-5:3`},
		{"a.ini", "top = 1\n; first\n[s]\n# mine\nk: v w \n  l=x\n", `DEFAULT.top/2="1"@1:7-1:8 s.k/2="v w"@5:4-5:7[first] s.l/2="x"@6:5-6:6[mine]`},
		{"a.json", "{\n\t\"a\": {\"b\": [1, \"x\"]},\n\t\"é\": \"\\u00e9\"\n}", `a.b.0/2="1"@2:14-2:15 a.b.1/2="x"@2:17-2:20 é/1="é"@3:8-3:16`},
		{"a.txt", "one\ntwo", `data/1="one\ntwo"@1:1-2:4`},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			tree := source.New("repo", map[string][]byte{tt.file: []byte(tt.text)})
			var got []string
			for _, v := range contentOf(tree.Files[0])[0].values {
				got = append(got, spell(v))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRuleFor finds the rule by the nearest configuration and the path below it.
func TestRuleFor(t *testing.T) {
	t.Parallel()
	tree := source.New("repo", map[string][]byte{
		".sops.yaml":            []byte("creation_rules:\n- {path_regex: ^apps/, encrypted_suffix: one}\n- {path_regex: 'b\\.yaml$', encrypted_suffix: two}\n- {encrypted_suffix: three}\n- {path_regex: '(', encrypted_suffix: four}\n"),
		"nested/.sops.yaml":     []byte("creation_rules:\n- {path_regex: ^deep/, encrypted_suffix: five}\n- {path_regex: '(['}\n- {encrypted_suffix: six}\n---\ncreation_rules: [{}]\n"),
		"empty/.sops.yaml":      []byte("stores: {yaml: {indent: 2}}\n"),
		"faulty/.sops.yaml":     []byte("creation_rules: [\n"),
		"several/.sops.yaml":    []byte("creation_rules:\n- {encrypted_suffix: a, encrypted_regex: b}\n"),
		"unnamed/a/b/c/.x.yaml": nil,
	})
	tests := []struct{ file, want string }{
		{"apps/b.yaml", "one"},
		{"other/b.yaml", "two"},
		{"other/apps/c", "three"},
		{"nested/deep/a.yaml", "five"},
		{"nested/b.yaml", ""},
		{"empty/b.yaml", ""},
		{"faulty/b.yaml", ""},
		{"several/b.yaml", "unusable"},
		{"unnamed/a/b/c/d", "three"},
	}
	for _, tt := range tests {
		got := ""
		switch r := ruleFor(tree, &source.File{Repo: "repo", Path: tt.file}); {
		case r == nil:
		case !r.usable:
			got = "unusable"
		default:
			for _, suffix := range []string{"one", "two", "three", "five"} {
				if r.selection.covers(value{names: []string{suffix}}) {
					got = suffix
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s has rule %q, want %q", tt.file, got, tt.want)
		}
	}
}

// TestPromises holds which names of files say that they are encrypted.
func TestPromises(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"secret.sops.yaml": true, "db.enc.age.yaml": true, "x.encrypted.json": true, "values-enc.yaml": true, "a_enc.env": true, "secret.yaml.enc": true, "k.SOPS.yaml": true,
		".sops.yaml": false, "sops.yaml": false, "deploy-sops.yaml": false, "encoder.yaml": false, "a.encoding.yaml": false, "enc.yaml": false, "secret.yaml": false,
	} {
		if got := encryptedName.MatchString(name); got != want {
			t.Errorf("%s is called encrypted: %v, want %v", name, got, want)
		}
	}
}

// TestManyValues bounds the marks of a file and still hides all of it.
func TestManyValues(t *testing.T) {
	t.Parallel()
	tree := source.New("repo", map[string][]byte{
		".sops.yaml":  []byte("creation_rules: [{path_regex: .*}]\n"),
		"a.sops.yaml": []byte(strings.Repeat("k: &a v\n", 1) + "l:\n" + strings.Repeat("- winter\n", 2*maxMarks)),
	})
	part := Run(context.Background(), tree)
	found := slices.DeleteFunc(slices.Clone(part.Marks), func(m facts.Mark) bool { return m.Kind != facts.MarkUnencrypted })
	if len(found) != 1 || found[0].Count != 2*maxMarks+1 {
		t.Errorf("found %+v, want one mark for %d values", found, 2*maxMarks+1)
	}
	last := part.Marks[len(part.Marks)-1]
	if last.Kind != facts.MarkMasked || last.At.Line != 1 || last.At.EndLine < 2*maxMarks {
		t.Errorf("last mark is %+v, want the whole file hidden", last)
	}
}

func spell(v value) string {
	at := v.at
	out := v.path + "/" + strconv.Itoa(len(v.names)) + "=" + strings.ReplaceAll(`"`+strings.ReplaceAll(v.text, `"`, `\"`)+`"`, "\n", `\n`)
	out += "@" + strings.Join([]string{strconv.Itoa(at.Line) + ":" + strconv.Itoa(at.Col), strconv.Itoa(at.EndLine) + ":" + strconv.Itoa(at.EndCol)}, "-")
	if len(v.comments) > 0 {
		out += "[" + strings.Join(v.comments, "|") + "]"
	}
	return out
}

// FuzzRun takes any configuration and any file of each store.
func FuzzRun(f *testing.F) {
	const sealed = "ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]"
	f.Add([]byte("creation_rules: [{path_regex: .*, encrypted_regex: ^data$}]"), []byte("data: {a: "+sealed+", b: x}\nsops: {mac: x, encrypted_regex: ^data$}\n"))
	f.Add([]byte("creation_rules: [{encrypted_comment_regex: sops}]"), []byte("# sops\nA=b\nsops_mac="+sealed))
	f.Add([]byte("creation_rules: [{path_regex: '(['}]"), []byte("[s]\nk = "+sealed+"\n[sops]\nmac = x\n"))
	f.Add([]byte("creation_rules: {a: b}"), []byte("{\"data\": \""+sealed+"\", \"sops\": {\"mac\": \"\"}}"))
	f.Fuzz(func(t *testing.T, config, text []byte) {
		texts := map[string][]byte{configName: config}
		for _, ext := range []string{"yaml", "json", "env", "ini", "txt"} {
			texts["a.sops."+ext], texts["secrets/b."+ext] = text, text
		}
		part := Run(context.Background(), source.New("repo", texts))
		for _, m := range part.Marks {
			if m.At.Line < 1 || m.At.Col < 1 || m.At.EndLine < m.At.Line {
				t.Errorf("mark without a place: %+v", m)
			}
		}
	})
}
