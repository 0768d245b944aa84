package schema

import (
	"net/netip"
	"strings"

	"github.com/tazzo/tazlint/analyzers/manifest"
)

// Faults of a Corefile. CoreDNS starts with neither.
// Source: the README of CoreDNS's plugin forward, for its targets; its manual,
// "Corefile", for blocks, whose opening brace ends its line.
const (
	ForwardToName = "forward-to-name"
	OneLineBlock  = "one-line-block"
)

// corefiles tells of what stands in the Corefiles of a ConfigMap.
func (c *checker) corefiles(data *manifest.Node) {
	for _, f := range manifest.Fields(data) {
		if f.Key.Value != "Corefile" {
			continue
		}
		for _, fault := range Corefile(manifest.Scalar(f.Value)) {
			if len(c.found) < maxFaults {
				c.found = append(c.found, Fault{What: fault.What, Path: "data.Corefile", At: f.Value, Offset: fault.Offset, Width: fault.Width})
			}
		}
	}
}

// TextFault is a fault at a part of a text, in bytes from its start.
type TextFault struct {
	What          string
	Offset, Width int
}

// Corefile finds what CoreDNS cannot read.
func Corefile(text string) []TextFault {
	var faults []TextFault
	offset := 0
	for line := range strings.Lines(text) {
		code, _, _ := strings.Cut(line, "#")
		words := strings.Fields(code)
		if fault, at := corefileLine(words); fault != "" && !templated(line) {
			rest := strings.Index(line, words[0])
			if at != words[0] {
				rest += len(words[0]) // which may hold the word
			}
			faults = append(faults, TextFault{fault, offset + rest + strings.Index(line[rest:], at), len(at)})
		}
		offset += len(line)
	}
	return faults
}

// corefileLine is what is wrong with a line, and the word that is.
func corefileLine(words []string) (fault, word string) {
	for i, w := range words {
		if w == "{}" || w == "{" && i < len(words)-1 {
			return OneLineBlock, w
		}
	}
	if len(words) < 3 || words[0] != "forward" {
		return "", ""
	}
	for _, target := range words[2:] {
		if target == "{" {
			break
		}
		if !forwardable(target) {
			return ForwardToName, target
		}
	}
	return "", ""
}

// forwardable reports whether a target is an address, a file, or something that
// is put in later.
func forwardable(target string) bool {
	if _, rest, found := strings.Cut(target, "://"); found {
		target = rest
	}
	target, _, _ = strings.Cut(target, "%") // the name that a certificate must have
	if strings.ContainsAny(target, "/{$") {
		return true
	}
	if _, err := netip.ParseAddr(strings.Trim(target, "[]")); err == nil {
		return true
	}
	_, err := netip.ParseAddrPort(target)
	return err == nil
}
