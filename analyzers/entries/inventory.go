package entries

import (
	"context"
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Inventory reads the configured lists of names that a remote backend holds:
// one name a line, "#" starts a comment.
//
//	kv         path or path#field, with or without the mount
//	infisical  KEY, /folder/KEY or /folder#KEY
//	gopass     folder/entry, as "gopass ls --flat" prints it
//
// What `vault kv list` prints is understood as well. A line that looks like
// name=value is refused unread: an inventory holds names only.
func Inventory(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	var part source.Part
	for _, inventory := range cfg.Inventories {
		if f := tree.File(inventory.File); f != nil && ctx.Err() == nil {
			readInventory(&part, f, inventory)
		}
	}
	return part
}

func readInventory(part *source.Part, f *source.File, inventory source.InventorySource) {
	place, kind := placer(inventory)
	if place == nil {
		return
	}
	text, err := f.Text()
	if err != nil {
		part.Problem(f.At(1, 1, 0), facts.FaultUnreadable, err.Error())
		return
	}
	part.Files++
	part.Own("", kind)
	for i, line := range strings.Split(string(text), "\n") {
		readLine(part, f, i+1, strings.TrimRight(line, "\r"), place)
	}
}

// placer turns a name of the list into its symbol.
func placer(inventory source.InventorySource) (func(string) facts.Symbol, facts.SymbolKind) {
	switch inventory.Backend {
	case "kv", "vault", "openbao":
		return func(name string) facts.Symbol { return kvPlace(inventory.Mount, name) }, facts.KV
	case "infisical":
		return infisicalPlace, facts.Infisical
	case "gopass":
		return passPlace, facts.Pass
	}
	return nil, ""
}

// tableLine matches what `vault kv list` prints around the names.
var tableLine = expr.New(`^(Keys|-+|=+ .* =+)$`)

// plainName holds the characters that paths and fields are made of.
var plainName = expr.New(`^[A-Za-z0-9_./@:#+-]+$`)

func readLine(part *source.Part, f *source.File, number int, line string, place func(string) facts.Symbol) {
	name := strings.TrimSpace(line)
	if i := strings.Index(name, " #"); i >= 0 {
		name = strings.TrimSpace(name[:i])
	}
	if name == "" || name[0] == '#' || tableLine.MatchString(name) || strings.HasSuffix(name, "/") {
		return // comments, headings and folders say nothing about a secret
	}
	at := f.At(number, strings.Index(line, name)+1, len(name))
	if strings.Contains(name, "=") {
		part.Mark(facts.MarkMasked, "", f.Symbol(), at)
		part.Problem(at, facts.FaultSyntax, "looks like name=value; an inventory holds names only")
		return
	}
	symbol := facts.Symbol("")
	if plainName.MatchString(name) {
		symbol = place(name)
	}
	if symbol == "" {
		part.Mark(facts.MarkMasked, "", f.Symbol(), at)
		part.Problem(at, facts.FaultSyntax, "not a name of a secret")
		return
	}
	part.Documents++
	part.Def(facts.Def{Symbol: symbol, Kind: facts.KindInventory, At: at})
}

// kvPlace reads path#field. The mount, and the "data" segment that the API of
// version 2 puts after it, may be written or left out.
func kvPlace(mount, name string) facts.Symbol {
	mount = strings.Trim(mount, "/")
	place, field, _ := strings.Cut(strings.Trim(name, "/"), "#")
	if rest, ok := strings.CutPrefix(place, mount+"/"); ok {
		place = strings.TrimPrefix(rest, "data/")
	}
	if place = strings.Trim(place, "/"); place == "" || mount == "" {
		return ""
	}
	return facts.NewPath(facts.KV, mount+"/"+place).WithKey(field)
}

// infisicalPlace reads KEY, /folder/KEY or /folder#KEY.
func infisicalPlace(name string) facts.Symbol {
	folder, key, found := strings.Cut(name, "#")
	if !found {
		i := strings.LastIndexByte(name, '/')
		folder, key = name[:max(i, 0)], name[i+1:]
	}
	if key == "" {
		return ""
	}
	return facts.NewPath(facts.Infisical, "/"+strings.Trim(folder, "/")).WithKey(key)
}

// passPlace reads folder/entry.
func passPlace(name string) facts.Symbol {
	entry := strings.TrimPrefix(path.Clean("/"+name), "/")
	if entry == "" || strings.Contains(entry, "#") {
		return ""
	}
	return facts.NewPath(facts.Pass, entry)
}
