package kinds

import (
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// templateFields are where the text of what an operator writes stands.
var templateFields = map[groupKind][]string{
	{vsoGroup, "VaultPKISecret"}:     {"spec.destination.transformation.templates{}.text"},
	{vsoGroup, "VaultStaticSecret"}:  {"spec.destination.transformation.templates{}.text"},
	{vsoGroup, "VaultDynamicSecret"}: {"spec.destination.transformation.templates{}.text"},
	{esoGroup, "ExternalSecret"}:     {"spec.target.template.data{}"},
}

const certificateHead, certificateTail = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"

// pasting is one certificate in one template.
type pasting struct {
	on facts.Symbol
	at facts.Pos
}

// notePasted remembers which certificates the templates of an object repeat,
// by a sum that leaves the description with nobody.
func (v *view) notePasted() {
	if !v.Live {
		return
	}
	for _, field := range templateFields[groupKind{v.Group, v.Kind}] {
		for _, h := range find(v.Root, field) {
			_, text, found := strings.Cut(manifest.Scalar(h.node), certificateHead)
			body, _, whole := strings.Cut(text, certificateTail)
			if found && whole {
				sum := sha256.Sum256([]byte(strings.Join(strings.Fields(body), "")))
				v.w.pasted[sum] = append(v.w.pasted[sum], pasting{v.id, v.At(h.node)})
			}
		}
	}
}

// settlePasted marks certificates that several templates hold, wherever they
// are repeated: each has to be found when the authority is replaced.
func (w *world) settlePasted() {
	for _, all := range w.pasted {
		slices.SortFunc(all, func(a, b pasting) int { return facts.ComparePos(a.at, b.at) })
		all = slices.CompactFunc(all, func(a, b pasting) bool { return a.at == b.at })
		for _, again := range all[1:] {
			w.part.Mark(facts.MarkCopied, "pasted", again.on, again.at)
		}
	}
	w.pasted = nil
}
