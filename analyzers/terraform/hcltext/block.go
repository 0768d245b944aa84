package hcltext

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Literals lists the literals of the file in the order of the text. Keys of
// objects, names of variables and files, the arguments of functions that
// compute something and texts for readers are none.
func (f *File) Literals() []Literal {
	if f.Body == nil {
		return nil
	}
	c := &collector{file: f, seen: map[int]bool{}}
	switch name := path.Base(f.Source.Path); {
	case strings.Contains(name, ".tfvars"):
		for _, attr := range sorted(f.Body) {
			c.address = "var." + attr.Name
			c.expression(given{}.named(attr.Name), attr.Expr)
		}
	default:
		c.top(f.Body)
	}
	slices.SortStableFunc(c.found, func(a, b Literal) int { return cmp.Compare(a.From, b.From) })
	return c.found
}

// collector looks through one file.
type collector struct {
	file    *File
	address string // of the block around
	found   []Literal
	seen    map[int]bool // the JSON spelling shows objects twice
}

func (c *collector) add(g given, value string, partial bool, e hclsyntax.Expression) {
	r := e.Range()
	from, to := r.Start.Byte, r.End.Byte
	if from < 0 || to > len(c.file.Text) || from >= to || c.seen[from] {
		return
	}
	c.seen[from] = true
	c.found = append(c.found, Literal{
		Address: c.address, Field: g.field, Name: g.name, Sort: g.sort, Secret: g.secret, Sentence: g.composed,
		Value: value, Partial: partial, From: from, To: to, Passage: c.file.passage(from, to),
	})
}

// mute are arguments and blocks that hold no values: names, conditions and
// texts for readers.
var mute = map[string]bool{
	"depends_on": true, "provider": true, "providers": true, "description": true, "error_message": true, "condition": true, "type": true,
	"lifecycle": true, "validation": true, "precondition": true, "postcondition": true, "assert": true, "required_providers": true,
}

func (c *collector) top(body *hclsyntax.Body) {
	for _, attr := range sorted(body) {
		c.unitArgument(attr)
	}
	for _, b := range body.Blocks {
		c.address = addressOf(b)
		switch {
		case b.Type == "variable" && len(b.Labels) == 1:
			for _, name := range []string{"default", "type"} {
				if attr := b.Body.Attributes[name]; attr != nil {
					c.expression(given{}.named(b.Labels[0]), attr.Expr)
				}
			}
		case b.Type == "output" && len(b.Labels) == 1:
			if attr := b.Body.Attributes["value"]; attr != nil {
				c.expression(given{}.named(b.Labels[0]), attr.Expr)
			}
		case b.Type == "locals":
			for _, attr := range sorted(b.Body) {
				c.address = "local." + attr.Name
				c.expression(given{}.named(attr.Name), attr.Expr)
			}
		default:
			c.block(b, keeps(b), 0)
		}
	}
}

// unitArgument looks at an argument outside of blocks: the inputs of a
// Terragrunt file each go to a variable of their own.
func (c *collector) unitArgument(attr *hclsyntax.Attribute) {
	c.address = ""
	object, isObject := attr.Expr.(*hclsyntax.ObjectConsExpr)
	if attr.Name != "inputs" || !isObject {
		c.expression(given{}.named(attr.Name), attr.Expr)
		return
	}
	for _, item := range object.Items {
		key := keyOf(item.KeyExpr)
		c.address = "inputs." + key
		c.expression(given{}.named(key), item.ValueExpr)
	}
}

// addressOf is the address of a block in its module.
func addressOf(b *hclsyntax.Block) string {
	switch {
	case b.Type == "resource" && len(b.Labels) == 2:
		return b.Labels[0] + "." + b.Labels[1]
	case (b.Type == "data" || b.Type == "ephemeral") && len(b.Labels) == 2:
		return b.Type + "." + b.Labels[0] + "." + b.Labels[1]
	case b.Type == "variable" && len(b.Labels) == 1:
		return "var." + b.Labels[0]
	case (b.Type == "output" || b.Type == "module") && len(b.Labels) == 1:
		return b.Type + "." + b.Labels[0]
	case b.Type == "provider" && len(b.Labels) == 1:
		if alias, partial, known := argumentText(b, "alias"); known && !partial {
			return "provider." + b.Labels[0] + "." + alias
		}
		return "provider." + b.Labels[0]
	}
	return ""
}

func argumentText(b *hclsyntax.Block, name string) (value string, partial, known bool) {
	if attr := b.Body.Attributes[name]; attr != nil {
		return textOf(attr.Expr)
	}
	return "", false, false
}

// block lists the literals of a block's arguments and of the blocks inside.
func (c *collector) block(b *hclsyntax.Block, kept map[string]Sort, depth int) {
	if depth > MaxNesting {
		return
	}
	label := labelOf(b)
	for _, attr := range sorted(b.Body) {
		if mute[attr.Name] {
			continue
		}
		g := given{sort: kept[attr.Name]}.named(attr.Name)
		if attr.Name == "value" && label != "" || g.sort == Kept && label != "" {
			g = g.named(label)
		}
		if b.Type == "set_sensitive" && attr.Name == "value" {
			g.sort = Kept
		}
		c.expression(g, attr.Expr)
	}
	for _, inner := range b.Body.Blocks {
		if !mute[inner.Type] {
			c.block(inner, kept, depth+1)
		}
	}
}

// labelOf is the name that a block gives to its value.
func labelOf(b *hclsyntax.Block) string {
	for _, name := range []string{"name", "key", "secret_name"} {
		if text, partial, known := argumentText(b, name); known && !partial {
			return text
		}
	}
	return ""
}

// stores are the arguments that write a value to a store of secrets, by the
// type of the resource or, where it ends with a dash, by its beginning. Sources:
// the documentation of the providers.
var stores = map[string]map[string]Sort{
	"kubernetes_secret":                    {"data": Kept, "data_wo": Kept, "binary_data": Encoded, "binary_data_wo": Encoded},
	"kubernetes_secret_v1":                 {"data": Kept, "data_wo": Kept, "binary_data": Encoded, "binary_data_wo": Encoded},
	"kubernetes_secret_v1_data":            {"data": Kept},
	"vault_kv_secret":                      {"data_json": Kept},
	"vault_kv_secret_v2":                   {"data_json": Kept, "data_json_wo": Kept},
	"vault_generic_secret":                 {"data_json": Kept},
	"infisical_secret":                     {"value": Kept, "value_wo": Kept},
	"aws_secretsmanager_secret_version":    {"secret_string": Kept, "secret_string_wo": Kept},
	"google_secret_manager_secret_version": {"secret_data": Kept, "secret_data_wo": Kept},
	"azurerm_key_vault_secret":             {"value": Kept, "value_wo": Kept},
	"github_actions_secret":                {"plaintext_value": Kept},
	"github_dependabot_secret":             {"plaintext_value": Kept},
	"doppler_secret":                       {"value": Kept},
}

func keeps(b *hclsyntax.Block) map[string]Sort {
	if b.Type != "resource" || len(b.Labels) == 0 {
		return nil
	}
	return stores[b.Labels[0]]
}

func sorted(body *hclsyntax.Body) []*hclsyntax.Attribute {
	list := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, attr := range body.Attributes {
		list = append(list, attr)
	}
	slices.SortFunc(list, func(a, b *hclsyntax.Attribute) int {
		return cmp.Compare(a.NameRange.Start.Byte, b.NameRange.Start.Byte)
	})
	return list
}
