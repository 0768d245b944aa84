package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/sops"
	"github.com/tazzo/tazlint/analyzers/source"
)

// remotePlace is where a data source or resource of a secret backend reads or
// writes: the place without key.
type remotePlace func(s scope, b *hclsyntax.Block) (facts.Symbol, bool)

// remoteReads are data sources and ephemeral resources with the attribute
// through which their fields are read (the providers' registry pages:
// Infisical/infisical, hashicorp/vault, carlpett/sops, hashicorp/kubernetes).
var remoteReads = map[string]struct {
	place remotePlace
	field string // attribute that holds the fields by name
}{
	"infisical_secrets":    {infisicalFolder, "secrets"},
	"infisical_secret":     {infisicalSecret, ""},
	"vault_kv_secret_v2":   {vaultV2, "data"},
	"vault_kv_secret":      {vaultPath, "data"},
	"vault_generic_secret": {vaultPath, "data"},
	"sops_file":            {sopsFile, "data"},
	"kubernetes_secret":    {clusterSecret, "data"},
	"kubernetes_secret_v1": {clusterSecret, "data"},
}

// plainReads are data sources of secret backends that answer no secret (the same
// pages).
var plainReads = map[string]bool{
	"infisical_groups": true, "infisical_projects": true, "infisical_secret_folders": true, "infisical_secret_tag": true,
	"onepassword_vault": true, "vault_auth_backend": true, "vault_auth_backends": true, "vault_identity_entity": true,
	"vault_identity_group": true, "vault_kubernetes_auth_backend_config": true, "vault_kubernetes_auth_backend_role": true,
	"vault_kv_secret_subkeys_v2": true, "vault_kv_secrets_list": true, "vault_kv_secrets_list_v2": true, "vault_namespace": true,
	"vault_namespaces": true, "vault_pki_secret_backend_issuer": true, "vault_pki_secret_backend_issuers": true,
	"vault_policy_document": true, "vault_raft_autopilot_state": true, "vault_ssh_secret_backend_sign": true,
}

func infisicalFolder(s scope, b *hclsyntax.Block) (facts.Symbol, bool) {
	folder, known := "/", true
	if b.Body.Attributes["folder_path"] != nil {
		folder, known = s.argument(b, "folder_path").full()
	}
	return facts.NewPath(facts.Infisical, path.Clean("/"+folder)), known
}

func infisicalSecret(s scope, b *hclsyntax.Block) (facts.Symbol, bool) {
	folder, known := infisicalFolder(s, b)
	name, named := s.argument(b, "name").full()
	return folder.WithKey(name), known && named
}

func vaultV2(s scope, b *hclsyntax.Block) (facts.Symbol, bool) {
	mount, known := s.argument(b, "mount").full()
	name, named := s.argument(b, "name").full()
	return facts.NewPath(facts.KV, strings.Trim(name, "/"), strings.Split(strings.Trim(mount, "/"), "/")...), known && named
}

// vaultPath reads the path of the generic and version 1 types: the mount is
// its first segment. With version 2 the provider inserts the "data" segment;
// spellings that write it out mean the same.
func vaultPath(s scope, b *hclsyntax.Block) (facts.Symbol, bool) {
	name, known := s.argument(b, "path").full()
	mount, rest, deeper := strings.Cut(strings.Trim(name, "/"), "/")
	return facts.NewPath(facts.KV, strings.TrimPrefix(rest, "data/"), mount), known && deeper
}

func sopsFile(s scope, b *hclsyntax.Block) (facts.Symbol, bool) {
	file, known := inRepo(s.dir(), s.argument(b, "source_file").fragment())
	return facts.NewPath(facts.FileSymbol, file, s.a.tree.Repo), known
}

func clusterSecret(s scope, b *hclsyntax.Block) (facts.Symbol, bool) {
	meta := s.metadata(b.Body)
	return facts.SecretPlace(facts.AnyCluster, meta.namespace, meta.name), !meta.dynamic
}

// encryptedFile defines the file that a data source decrypts, unless the file
// itself shows its keys.
func (m *module) encryptedFile(place facts.Symbol, at hcl.Range) {
	f := m.a.tree.File(place.Path()[len(m.a.tree.Repo)+1:])
	if !sops.Encrypted(f) {
		m.a.define(place, at, facts.Traits{Encrypted: true})
	}
	if f == nil {
		m.a.part.Mark(facts.MarkMissingFile, "", place, m.a.pos(at))
	}
}

// inputTypes are the names of formats by which the provider reads a file, where
// they differ from the ending (carlpett/sops, "input_type").
var inputTypes = map[string]string{".yaml": "yaml", ".yml": "yaml", ".json": "json", ".env": "dotenv", ".ini": "ini"}

// readsKeys reports whether a data source shows the keys that its file has: one
// that takes the file for text, or for another format, makes others.
func readsKeys(s scope, r *resource) bool {
	if r.typ != "sops_file" || r.block.Body.Attributes["input_type"] == nil {
		return true
	}
	file, _ := s.argument(r.block, "source_file").full()
	as, known := s.argument(r.block, "input_type").full()
	return known && as == inputTypes[strings.ToLower(path.Ext(file))]
}

// remoteTarget is the field of a remote secret that a reference through a data
// source names. Where the field is computed it is the whole secret.
func (s scope) remoteTarget(r *resource, rest hcl.Traversal) (facts.Symbol, bool) {
	read, known := remoteReads[r.typ]
	if !known || r.block.Type == "resource" {
		return "", false
	}
	place, constant := read.place(s, r.block)
	if !constant {
		return "", false
	}
	if read.field != "" && len(rest) > 1 && attrAt(rest, 0) == read.field && readsKeys(s, r) {
		if key, ok := stepKey(rest[1]); ok {
			return place.WithKey(key), true
		}
	}
	return place, true
}

// remote says where a resource of a secret backend reads and what it writes.
func (m *module) remote(r *resource, s scope) {
	symbol := m.symbol(r.address)
	if r.block.Type != "resource" {
		m.remoteRead(r, s, symbol)
		return
	}
	switch r.typ {
	case "vault_kv_secret_v2":
		m.remoteWrite(symbol, s, r.block, vaultV2)
	case "vault_kv_secret", "vault_generic_secret":
		m.remoteWrite(symbol, s, r.block, vaultPath)
	case "infisical_secret":
		m.infisicalWrite(symbol, s, r.block)
	}
}

// remoteRead connects a data source with what it reads.
func (m *module) remoteRead(r *resource, s scope, symbol facts.Symbol) {
	at := m.a.pos(r.block.LabelRanges[1])
	if read, known := remoteReads[r.typ]; known {
		if place, constant := read.place(s, r.block); constant {
			m.a.part.Ref(facts.Ref{From: symbol, To: place, Rel: facts.RelDerives, At: m.placeAt(r.block, at)})
			if attr := r.block.Body.Attributes["source_file"]; r.typ == "sops_file" && attr != nil {
				m.encryptedFile(place, attr.Expr.Range())
			}
			return
		}
	}
	if used, ok := source.ByTerraformType(r.typ); ok && !plainReads[r.typ] {
		m.a.part.Ref(facts.Ref{From: symbol, To: facts.New(facts.Backend, used.Name), Rel: facts.RelDerives, At: at, Unknown: facts.NoInventory})
	}
}

// placeAt is the argument that names the remote place, else the given position.
func (m *module) placeAt(b *hclsyntax.Block, at facts.Pos) facts.Pos {
	for _, name := range []string{"folder_path", "path", "name", "source_file"} {
		if attr := b.Body.Attributes[name]; attr != nil {
			return m.a.pos(attr.Expr.Range())
		}
	}
	return at
}

// remoteWrite defines the secret that a resource writes to Vault.
func (m *module) remoteWrite(symbol facts.Symbol, s scope, b *hclsyntax.Block, where remotePlace) {
	place, known := where(s, b)
	if !known {
		return
	}
	data := b.Body.Attributes["data_json"]
	if data == nil {
		data = b.Body.Attributes["data_json_wo"]
	}
	def := facts.Def{Symbol: place, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: m.placeAt(b, m.a.pos(b.LabelRanges[1])), By: symbol}
	if data != nil {
		expr := data.Expr
		if call, ok := expr.(*hclsyntax.FunctionCallExpr); ok && call.Name == "jsonencode" && len(call.Args) == 1 {
			expr = call.Args[0]
		}
		m.a.maskAll(symbol, data.Name, expr)
		def.Keys = m.entries(place, s, expr)
	}
	m.a.part.Def(def)
}

func (m *module) infisicalWrite(symbol facts.Symbol, s scope, b *hclsyntax.Block) {
	place, known := infisicalSecret(s, b)
	if !known {
		return
	}
	m.a.part.Def(facts.Def{
		Symbol: place.Place(), Kind: facts.KindTerraform, Keys: facts.OpenKeys(place.Key()), At: m.a.pos(b.Body.Attributes["name"].Expr.Range()), By: symbol,
	})
	for _, name := range []string{"value", "value_wo"} {
		if attr := b.Body.Attributes[name]; attr != nil {
			m.a.maskAll(symbol, place.Key(), attr.Expr)
			m.a.derive(place, s, attr.Expr)
		}
	}
}

// entries derives each key of a place from its entry in an object and answers
// what is known about the keys.
func (m *module) entries(place facts.Symbol, s scope, e hclsyntax.Expression) facts.KeySet {
	v := s.eval(e)
	if v.kind != object {
		m.a.derive(place, s, e)
		return facts.UnknownKeys()
	}
	written := map[string]bool{}
	for _, item := range objectItems(e, 0) {
		if key, known := s.eval(item.KeyExpr).full(); known {
			written[key] = true
			m.a.derive(place.WithKey(key), s, item.ValueExpr)
		}
	}
	for _, key := range v.keys {
		if !written[key] {
			m.a.derive(place.WithKey(key), s, e)
		}
	}
	if v.open {
		if len(written) == 0 {
			m.a.derive(place, s, e)
		}
		return facts.OpenKeys(v.keys...)
	}
	return facts.ExactKeys(v.keys...)
}
