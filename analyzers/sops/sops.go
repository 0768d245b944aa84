// Package sops reads what sops is told to encrypt and what it has encrypted:
// the creation rules of .sops.yaml, and the files that carry its metadata.
//
// Nothing is decrypted. Names of keys stay readable in an encrypted file, which
// makes it a place whose keys are known; so does the regular expression that
// chose its values, which makes a value that somebody wrote by hand stand out.
// Where a creation rule alone says that a file is encrypted it is only a recipe,
// for whoever runs sops: see plain.go for what counts as a promise.
//
// Sources: https://getsops.io/docs and the packages config, stores and the root
// package of github.com/getsops/sops.
package sops

import (
	"bytes"
	"context"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Run marks the values of a tree that must be encrypted and are not, and defines
// the encrypted files by the names of their keys.
func Run(ctx context.Context, t *source.Tree) source.Part {
	var part source.Part
	for _, f := range t.Files {
		if ctx.Err() != nil {
			break
		}
		if f.Base() == configName {
			part.Files++
			part.Problems = append(part.Problems, configOf(f).problems...)
			continue
		}
		c := checker{tree: t, file: f, part: &part}
		c.check()
	}
	return part
}

// checker looks at one file.
type checker struct {
	tree *source.Tree
	file *source.File
	part *source.Part
}

func (c *checker) check() {
	rule := ruleFor(c.tree, c.file)
	encrypted := carriesMetadata(c.file)
	if !encrypted && (rule == nil || !c.promises(rule)) {
		return
	}
	docs := contentOf(c.file)
	if encrypted {
		c.encrypted(docs)
	}
	if rule != nil && rule.usable {
		c.plain(docs, rule)
	}
}

// metadataSign stands before each value that sops has encrypted, and before the
// checksum of every file.
var metadataSign = []byte("ENC[AES256_GCM,")

// carriesMetadata is a cheap necessary condition.
func carriesMetadata(f *source.File) bool {
	text, err := f.Text()
	return err == nil && bytes.Contains(text, metadataSign) && bytes.Contains(text, []byte("sops"))
}

// encrypted judges the documents of a file that sops has encrypted, by their own
// metadata, and defines the file.
func (c *checker) encrypted(docs []*content) {
	known := false
	for _, d := range docs {
		if d.metadata == nil {
			continue
		}
		known = true
		c.partly(d)
	}
	if known {
		c.part.Files++
		c.part.Def(Definition(c.file))
	}
}

// maxSingle bounds the values told one by one: the others of the file are
// counted with the last.
const maxSingle = 10

// partly marks the values that somebody wrote into an encrypted document, and
// of one that was decrypted in place the first.
func (c *checker) partly(d *content) {
	var open []value
	closed := 0
	for _, v := range d.values {
		switch {
		case v.text == "" || !d.metadata.covers(v) || d.sort != noObject && v.namesObject():
		case isEncrypted(v.text):
			closed++
		default:
			open = append(open, v)
		}
	}
	single := maxSingle
	if closed == 0 {
		single = 1
	}
	c.tell("metadata", open, single)
}

// namesObject reports whether a value says what an object of Kubernetes is. Sops
// would encrypt it as well where it was not told otherwise, yet it is no secret,
// and nothing but a person writes it back.
func (v value) namesObject() bool {
	return len(v.names) > 0 && slices.Contains([]string{"apiVersion", "kind", "metadata"}, v.names[0])
}

// tell marks values that must be encrypted: single ones, the last of which
// stands for the rest.
func (c *checker) tell(detector string, open []value, single int) {
	for i, v := range open {
		if i >= maxMarks {
			c.maskFile()
			return
		}
		on := v.on.WithKey(v.path)
		if i < single {
			m := facts.Mark{Kind: facts.MarkUnencrypted, Detector: detector, On: on, At: v.at}
			if i == single-1 && len(open) > single {
				m.Count = len(open) - i
			}
			c.part.Marks = append(c.part.Marks, m)
		}
		c.part.Mark(facts.MarkMasked, string(facts.MarkUnencrypted), on, v.at)
	}
}

// maxMarks bounds the marks of one document.
const maxMarks = 2000

func (c *checker) maskFile() {
	if text, err := c.file.Text(); err == nil {
		c.part.Mark(facts.MarkMasked, string(facts.MarkUnencrypted), c.file.Symbol(), everything(c.file, text))
	}
}
