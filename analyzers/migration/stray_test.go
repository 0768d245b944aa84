package migration

import "testing"

func TestConvention(t *testing.T) {
	t.Parallel()
	const usual = "lab/static/{domain}/{consumer}/{KEY}#value"
	tests := map[string]struct {
		template    string
		capitals    bool
		path, field string
		known       []string
		want        bool
	}{
		"as it says":                    {template: usual, path: "lab/static/auth/dex/ID", field: "value", want: true},
		"other field":                   {template: usual, path: "lab/static/auth/dex/ID", field: "id"},
		"fields not known":              {template: usual, path: "lab/static/auth/dex/merged", want: true},
		"fields known, and another":     {template: usual, path: "lab/static/auth/dex/merged", known: []string{"ID"}},
		"fields known, and with it":     {template: usual, path: "lab/static/auth/dex/ID", known: []string{"_raw", "value"}, want: true},
		"keys are capitals, it is not":  {template: usual, capitals: true, path: "lab/static/auth/dex/merged"},
		"keys are capitals, it is":      {template: usual, capitals: true, path: "lab/static/auth/dex/ID_2", want: true},
		"too short":                     {template: usual, path: "lab/static/auth/ID", field: "value"},
		"too long":                      {template: usual, path: "lab/static/auth/dex/google/ID", field: "value"},
		"other tree":                    {template: usual, path: "static/auth/dex/ID", field: "value"},
		"folders of any depth":          {template: "lab/{folder}/{key}", path: "lab/a/b/db-password", field: "any", want: true},
		"small letters, and it has not": {template: "lab/{folder}/{key}", path: "lab/a/b/DB_PASSWORD"},
		"field of its own":              {template: "lab/{object}#{KEY}", path: "lab/dex", field: "ID", want: true},
		"dots are dots":                 {template: "lab.home/{KEY}", path: "labxhome/ID"},
	}
	for name, tt := range tests {
		c := newConvention(tt.template, tt.capitals)
		if got := c.fits(tt.path, tt.field, tt.known); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestConventionOfPatterns(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"lab/static/auth/dex/*": true, "lab/static/auth/*": true, "lab/static/*": true, "lab/*": true, "*": true,
		"lab/dynamic/*": false, "other/*": false, "lab/static/auth/dex": false,
	}
	for path, want := range tests {
		if got := newConvention("lab/static/{domain}/{consumer}/{KEY}#value", true).fitsPattern(path, "value"); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
