package imported

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const canary = "tzcanary-7-Kq2mVx9"

// reports are small reports of every format, each with a value in all fields
// that can hold one.
var reports = map[string]struct {
	text string
	want []Finding
}{
	"gitleaks": {
		`[{"RuleID":"generic-api-key","Description":"x","StartLine":3,"EndLine":3,"StartColumn":5,"EndColumn":20,"Match":"key=` + canary + `","Secret":"` + canary + `",
		"File":"app\\config.ini","SymlinkFile":"","Commit":"","Entropy":3.5,"Tags":[],"Fingerprint":"app/config.ini:generic-api-key:3"},
		{"RuleID":"` + canary + ` x","StartLine":1,"EndLine":2,"StartColumn":1,"EndColumn":4,"File":"./a","Commit":"0123456789abcdef0123456789abcdef01234567"}]`,
		[]Finding{
			{Tool: "gitleaks", Rule: "generic-api-key", File: "app/config.ini", Line: 3, EndLine: 3, Col: 4, EndCol: 21},
			{Tool: "gitleaks", Rule: "unnamed", File: "a", Line: 1, EndLine: 2, Col: 1, EndCol: 5, Commit: "0123456789abcdef0123456789abcdef01234567"},
		},
	},
	"no findings": {"[]\n", nil},
	"betterleaks": {
		`{"scan":{"state":"complete"},"findings":[{"ruleID":"github-pat","match":"` + canary + `","secret":"` + canary + `","captureGroups":{"a":"` + canary + `"},
		"attributes":{"path":"a/b.txt","git.sha":"0123456789abcdef","git.message":"` + canary + `"},"location":{"startLine":7,"endLine":7,"startColumn":2,"endColumn":9},
		"validation":{"status":"valid","reason":"` + canary + `"},"tags":[]}]}`,
		[]Finding{{Tool: "betterleaks", Rule: "github-pat", File: "a/b.txt", Line: 7, EndLine: 7, Col: 1, EndCol: 10, Commit: "0123456789abcdef", Verified: true}},
	},
	"betterleaks line by line": {
		`{"ruleID":"r","attributes":{"path":"a"},"location":{"startLine":1}}` + "\n" + `{"scan":{"state":"complete"}}` + "\n",
		[]Finding{{Tool: "betterleaks", Rule: "r", File: "a", Line: 1, EndLine: 1}},
	},
	"trufflehog": {
		`{"SourceMetadata":{"Data":{"Filesystem":{"file":"/srv/a.env","line":4}}},"DetectorName":"Github","Verified":true,"Raw":"` + canary + `","Redacted":"` + canary + `"}` + "\n" +
			`{"SourceMetadata":{"Data":{"Git":{"commit":"abcdef0123","file":"b","line":9,"repository":"https://` + canary + `@x"}}},"DetectorName":"AWS","Raw":"x"}` + "\n" +
			`{"SourceMetadata":{"Data":{"Slack":{"channel":"` + canary + `"}}},"DetectorName":"AWS","Raw":"x"}` + "\n",
		[]Finding{
			{Tool: "trufflehog", Rule: "Github", File: "/srv/a.env", Line: 4, EndLine: 4, Verified: true},
			{Tool: "trufflehog", Rule: "AWS", File: "b", Line: 9, EndLine: 9, Commit: "abcdef0123"},
			{Tool: "trufflehog", Rule: "AWS"}, // in a message, not in a file
		},
	},
	"sarif": {
		`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Gitleaks"}},"results":[{"ruleId":"r","message":{"text":"` + canary + `"},"partialFingerprints":{"commitSha":"abcdef0"},
		"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a%20b/c"},"region":{"startLine":2,"startColumn":3,"endLine":2,"endColumn":8,"snippet":{"text":"` + canary + `"}}}}]}]},
		{"tool":{"driver":{"name":"other"}},"results":[{"ruleId":"r","locations":[{"physicalLocation":{"artifactLocation":{"uri":"file:///srv/a"},"region":{"startLine":2,"startColumn":3,"endColumn":8}}},
		{"physicalLocation":{"artifactLocation":{"uri":"slack://` + canary + `"}}}]},
		{"rule":{"id":"s"},"locations":[{}]},{"locations":[{}]}]}]}`,
		[]Finding{
			{Tool: "gitleaks", Rule: "r", File: "a b/c", Line: 2, EndLine: 2, Col: 2, EndCol: 9, Commit: "abcdef0"},
			{Tool: "other", Rule: "r", File: "/srv/a", Line: 2, EndLine: 2, Col: 3, EndCol: 8},
			{Tool: "other", Rule: "r"},
			{Tool: "other", Rule: "s"},
			{Tool: "other", Rule: "unnamed"},
		},
	},
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, tt := range reports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Decode([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if out, _ := json.Marshal(got); strings.Contains(string(out), "Kq2mVx9") {
				t.Errorf("a value is shown: %s", out)
			}
		})
	}
}

func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	const (
		notJSON = "is not JSON; understood are " + understood
		none    = "is no such report; understood are " + understood
	)
	tests := map[string]struct{ text, want string }{
		"CSV":                  {"RuleID,Commit,File\n", "line 1: " + notJSON},
		"JUnit":                {"<?xml version=\"1.0\"?>\n<testsuites></testsuites>", "line 1: " + notJSON},
		"no JSON":              {"password: " + canary, "line 1: " + notJSON},
		"broken later":         {"[\n {\"RuleID\": \"a\"},\n {\"RuleID\": " + canary + "}\n]", "line 3: " + notJSON},
		"cut off":              {"[\n{\"RuleID\":\n", "line 3: " + notJSON},
		"other objects":        {"\n\n{\"" + canary + "\": 1}", "line 3: " + none},
		"numbers":              {"[1]", "line 1: " + none},
		"a text":               {`"` + canary + `"`, "line 1: " + none},
		"another type":         {`[{"RuleID": {"` + canary + `": 1}}]`, "line 1: " + none},
		"an older SARIF":       {`{"version":"1.0.0","runs":[]}`, "line 1: " + none},
		"after good documents": {`{"DetectorName":"A"}` + "\n" + `{"x":1}`, "line 2: " + none},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode([]byte(tt.text))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, r := range reports {
		f.Add([]byte(r.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		found, err := Decode(text)
		if err != nil && len(found) > 0 {
			t.Error("both findings and an error")
		}
		for _, x := range found {
			if x.Rule == "" || x.Line < 0 || x.EndLine < x.Line || x.Col < 0 {
				t.Errorf("%+v", x)
			}
		}
	})
}
