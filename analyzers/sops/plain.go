package sops

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/ignore"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// A creation rule says how a file is encrypted once somebody does so, and many
// rules match all manifests of a repository. It counts as a promise that a file
// is encrypted where more than the rule says so:
//
//   - the file's name: secret.sops.yaml, values.enc.json. Of an object that is no
//     Secret, and of a text of no format, a value must be a secret besides;
//   - a core Secret in it, of which the rule chooses a value that is a secret;
//   - the rule's own expression, made for secrets, in a file that is no object of
//     Kubernetes and holds one.

// encryptedName matches names of files that are called encrypted. ".sops.yaml"
// itself and "sops.yaml" are not.
var encryptedName = expr.New(`(?i).(?:\.sops|[._-]enc|[._-]encrypted)(?:\.\w+)*$`)

// secretWord matches the words by which a path and an expression for paths agree
// that a file holds secrets.
var secretWord = expr.New(`(?i)secret|credential|encrypted|talenv|private`)

// shows matches names of files that show what another will look like, or what
// sops made of one.
var shows = expr.New(`(?i)example|sample|template|\.dist$|\.decrypted\b|\.dec\b`)

// promises reports, by names and at little cost, whether the rule may be a
// promise for the file.
func (c *checker) promises(r *rule) bool {
	f := c.file
	if !r.usable || literal.IsSample(f.Path) || shows.MatchString(f.Base()) || manifest.IsTemplate(c.tree, f) {
		return false
	}
	text, err := f.Text()
	if err != nil {
		return false
	}
	return encryptedName.MatchString(f.Base()) || r.madeFor(f) || bytes.Contains(text, []byte("Secret"))
}

// madeFor reports whether the rule's expression is about secrets and the path of
// the file says so with the same word.
func (r *rule) madeFor(f *source.File) bool {
	if r.path == nil {
		return false
	}
	path := strings.ToLower(f.Path)
	return slices.ContainsFunc(secretWord.FindAllString(r.path.String(), 8), func(word string) bool {
		return strings.Contains(path, strings.ToLower(word))
	})
}

// plain judges what of a file is not encrypted, by the rule under which it would
// be. A file that is plain as a whole is told once.
func (c *checker) plain(docs []*content, r *rule) {
	if !c.promises(r) {
		return
	}
	named := encryptedName.MatchString(c.file.Base()) && !slices.ContainsFunc(docs, func(d *content) bool { return d.metadata != nil })
	made := r.madeFor(c.file)
	var open []value
	worst := -1
	for _, d := range docs {
		if d.metadata != nil {
			continue
		}
		readable, secret := d.readable(r)
		if counts := d.sort == secretObject || named || made && d.sort == noObject; counts && secret >= 0 || named && d.plainly() && len(readable) > 0 {
			if worst < 0 && secret >= 0 {
				worst = len(open) + secret
			}
			open = append(open, readable...)
		}
	}
	if len(open) == 0 || !ignore.Holds(c.tree, c.file) {
		return
	}
	if worst > 0 {
		open[0], open[worst] = open[worst], open[0]
	}
	c.part.Files++
	c.tell("creation-rule", open, 1)
}

// plainly reports whether any value of the document is meant to be encrypted with
// it. An object has fields that its cluster must read, and a text of no format
// may be encrypted by another program.
func (d *content) plainly() bool { return d.sort == secretObject || d.sort == noObject }

// readable are the values that the rule chooses and anybody can read, and the
// index of the first that is a secret by itself, or -1.
func (d *content) readable(r *rule) (open []value, secret int) {
	secret = -1
	for _, v := range d.values {
		if v.text == "" || isEncrypted(v.text) || d.sort == secretObject && v.names[0] != "data" && v.names[0] != "stringData" || !r.selection.covers(v) {
			continue
		}
		switch d.judge(v) {
		case literal.Reference, literal.Placeholder, literal.Empty:
			continue
		case literal.Secret:
			if secret < 0 {
				secret = len(open)
			}
		}
		open = append(open, v)
	}
	return open, secret
}

func (d *content) judge(v value) literal.Verdict {
	switch {
	case d.sort == secretObject && v.names[0] == "data":
		return literal.JudgeEncoded(v.name(), v.text)
	case d.sort == shapeless:
		return judgeText(v.text)
	case d.sort == secretObject:
		return literal.Judge(v.name(), v.text, literal.Sealed)
	}
	return literal.Judge(v.name(), strings.Trim(v.text, `"'`), literal.Field)
}

// judgeText judges a text by what its lines assign, or by itself.
func judgeText(text string) literal.Verdict {
	for _, a := range literal.Assignments(text) {
		if a.Judge() == literal.Secret {
			return literal.Secret
		}
	}
	return literal.Judge("", text, literal.Field)
}
