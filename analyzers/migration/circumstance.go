package migration

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// seen is a circumstance of one reference or consumer.
type seen struct {
	when  circumstance
	entry string // what the sentence names
	at    facts.Pos
}

// circumstances are those of one reference, given what else goes where it goes.
func (c *Consumer) circumstances(r *Reference, move Move, rivals []string) []seen {
	traits := c.traitsOf(r)
	var all []seen
	has := func(f facts.Feature) bool {
		return slices.ContainsFunc(traits, func(t Trait) bool { return t.Feature == f })
	}
	_, key, property := r.Remote.RemoteParts()
	switch {
	case r.To.Key == "" || slices.ContainsFunc(traits, Trait.searches):
	case has(facts.FeaturePush):
		if r.To.Property == "" {
			all = append(all, seen{isPushWhole, "", r.At})
		}
	case variable(key) || variable(property):
		all = append(all, seen{isLater, "", r.At})
	default:
		entry := cmp.Or(property, r.To.Property)
		all = append(all, seen{r.addressing(move, has(facts.FeatureExtract)), entry, r.At})
		if len(rivals) > 0 && r.To.By != ByMap && r.To.By != ByAddress {
			all = append(all, seen{isColliding, strings.Join(rivals, " and "), r.At})
		}
	}
	for _, t := range traits {
		all = append(all, seen{of(t.Feature), t.Entry, t.At})
	}
	return all
}

// variable reports whether a name holds a part that something fills in later.
func variable(name string) bool {
	return strings.Contains(name, "${") || strings.Contains(name, "{{") || strings.Contains(name, "<<")
}

// addressing is how a reference is named at both ends.
func (r *Reference) addressing(move Move, extracts bool) circumstance {
	_, key, property := r.Remote.RemoteParts()
	switch {
	case r.To.By == ByAddress:
		return isStaying
	case extracts && r.To.Property != property:
		return isFromField
	case extracts && (r.To.By == ByMap || r.To.By == ByPattern):
		return isFromMap
	case extracts:
		return isFromEntry
	case property == "" && r.To.Property == "":
		return isWhole
	case property == "":
		return isScalar
	case move.names(key, property, r.Address):
		return isNamed
	case property == r.To.Property:
		return isKept
	}
	return isSwapped
}

// names reports whether the map has an entry for one field of a secret.
func (m Move) names(key, property string, address facts.Symbol) bool {
	return slices.ContainsFunc(spellings(key, property, address), func(name string) bool {
		_, listed := m.Map[name]
		return listed && strings.HasSuffix(name, "#"+property)
	})
}

// ownCircumstances are those of a consumer as a whole.
func (c *Consumer) ownCircumstances() []seen {
	var all []seen
	has := func(f facts.Feature) bool {
		return slices.ContainsFunc(c.Features, func(t Trait) bool { return t.Feature == f })
	}
	judged := map[Trait]bool{} // with their references, or of those that stay
	for _, r := range c.References {
		for _, t := range c.traitsOf(r) {
			judged[t] = true
		}
	}
	for _, t := range c.Features {
		when := of(t.Feature)
		switch {
		case judged[t]:
			continue
		case t.Feature == facts.FeatureOnce && has(facts.FeatureOrphan):
			when = isSeed
		case t.Feature == facts.FeatureDelete && c.risks():
			when = isRisky
		}
		all = append(all, seen{when, t.Entry, t.At})
	}
	return append(all, c.kindOf()...)
}

// risks reports whether a destination of a consumer is not known to exist.
func (c *Consumer) risks() bool {
	return slices.ContainsFunc(c.References, func(r *Reference) bool {
		return slices.ContainsFunc(r.Reasons, func(reason Reason) bool { return reason.Code == NoInventory || reason.Code == NotInInventory })
	})
}

// kinds that are judged as such.
var kinds = map[string]circumstance{
	"VaultStaticSecret": isStatic, "VaultDynamicSecret": isLeased, "VaultPKISecret": isLeased, "HCPVaultSecretsApp": isOwnFetcher,
	"InfisicalSecret": isOwnFetcher, "InfisicalStaticSecret": isOwnFetcher, "InfisicalDynamicSecret": isOwnFetcher,
	"HelmRelease": isInValues, "Application": isInValues, "HelmChart": isInValues,
}

// silent reports whether nothing shows what a consumer asks for: no reference, nor
// a feature or kind that has its secret made.
func (c *Consumer) silent() bool {
	return len(c.References) == 0 && len(c.Features) == 0 && len(c.kindOf()) == 0
}

func (c *Consumer) kindOf() []seen {
	switch c.Symbol.Kind() {
	case facts.ObjectSymbol, facts.Workload:
		if when := kinds[c.Symbol.Segment(2)]; when != "" {
			return []seen{{when, c.Symbol.Title(), c.At}}
		}
	}
	return nil
}
