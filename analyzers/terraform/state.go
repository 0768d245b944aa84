package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// Terraform keeps every argument and result of resources and data sources, and
// every output of a root module, in its state as plain text
// (developer.hashicorp.com/terraform/language/state/sensitive-data). It does not keep
// what is ephemeral, write-only arguments, provisioners and configurations of
// providers.

// passed are nested blocks of a resource that are used and forgotten.
var passed = map[string]bool{"provisioner": true, "connection": true}

// kept reports whether an argument or nested block of a resource ends in state.
func (r *resource) kept(name string) bool {
	return r.block.Type != "ephemeral" && !passed[name] && !strings.HasSuffix(name, "_wo") && name != "count" && name != "for_each"
}

// takes is how a resource uses what an argument or nested block is given.
func (r *resource) takes(name string) facts.Rel {
	if r.kept(name) || r.block.Type == "ephemeral" {
		return facts.RelDerives
	}
	return facts.RelReads
}

// made are resources and data sources that bring forth a secret, with the
// results that hold it (the providers' registry pages).
var made = map[string][]string{
	"aws_iam_access_key":                              {"secret", "ses_smtp_password_v4"},
	"azuread_application_password":                    {"value"},
	"azuread_service_principal_password":              {"value"},
	"cloudflare_api_token":                            {"value"},
	"doppler_service_token":                           {"key"},
	"google_service_account_key":                      {"private_key"},
	"infisical_identity_universal_auth_client_secret": {"client_secret"},
	"kind_cluster":                                    {"client_key", "kubeconfig"},
	"kubernetes_token_request_v1":                     {"token"},
	"proxmox_virtual_environment_user_token":          {"value"},
	"random_bytes":                                    {"base64", "hex"},
	"random_password":                                 {"result"},
	"tailscale_oauth_client":                          {"key"},
	"tailscale_tailnet_key":                           {"key"},
	"talos_cluster_kubeconfig":                        {"kubeconfig_raw", "kubernetes_client_configuration"},
	"talos_machine_secrets":                           {"client_configuration", "machine_secrets"},
	"tls_private_key":                                 {"private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"},
	"vault_approle_auth_backend_role_secret_id":       {"secret_id", "wrapping_token"},
	"vault_token":                                     {"client_token"},
	"wireguard_asymmetric_key":                        {"private_key"},
}

// makesSecret reports whether a place is a resource that brings forth a secret,
// or the result that holds it.
func makesSecret(s facts.Symbol) bool {
	typ, _, _ := strings.Cut(path.Base(s.Path()), ".")
	return s.Kind() == facts.Terraform && made[typ] != nil && (s.Key() == "" || slices.Contains(made[typ], s.Key()))
}

// composed are resources and data sources that write their arguments into one
// result.
var composed = map[string]string{
	"butane_config":               "rendered",
	"cloudinit_config":            "rendered",
	"ct_config":                   "rendered",
	"helm_template":               "manifest",
	"talos_client_configuration":  "talos_config",
	"talos_machine_configuration": "machine_configuration",
	"template_cloudinit_config":   "rendered",
	"template_file":               "rendered",
	"terraform_data":              "output",
}

// describeState defines the results of a resource that are secrets, and what its
// result is composed of.
func (m *module) describeState(r *resource) {
	symbol := m.symbol(r.address)
	persisted := r.block.Type != "ephemeral"
	for _, result := range made[r.typ] {
		m.a.define(symbol.WithKey(result), r.block.LabelRanges[1], facts.Traits{Persisted: persisted, Sensitive: true})
	}
	result := composed[r.typ]
	if result == "" {
		return
	}
	for _, attr := range attributes(r.block.Body) {
		m.a.part.Ref(facts.Ref{From: symbol.WithKey(result), To: symbol.WithKey(attr.Name), Rel: facts.RelDerives, At: m.a.pos(attr.NameRange)})
	}
	for _, b := range r.block.Body.Blocks {
		m.a.part.Ref(facts.Ref{From: symbol.WithKey(result), To: symbol.WithKey(b.Type), Rel: facts.RelDerives, At: m.a.pos(b.TypeRange)})
	}
}

// part is the argument, nested block or result that a reference to a resource
// names; a result by its full name.
func (r *resource) part(rest hcl.Traversal) string {
	name := attrAt(rest, 0)
	if inner := nested(r.block.Body, name); inner != nil {
		if step := attrAt(skipIndex(rest[1:]), 0); inner.Body.Attributes[step] != nil {
			return name + "." + step
		}
		return name
	}
	if r.block.Body.Attributes[name] != nil {
		return name
	}
	var names []string
	for _, step := range rest {
		if attr, ok := step.(hcl.TraverseAttr); ok {
			names = append(names, attr.Name)
		}
	}
	return strings.Join(names, ".")
}

// keepers says where the state of every module is kept: in that of the layers
// that run it and of the root modules that call it.
func (a *analysis) keepers() {
	for _, dir := range sortedKeys(a.layers) {
		l := a.layers[dir]
		if l.module == nil {
			continue
		}
		home := facts.NewPath(facts.Layer, dir)
		at := l.own().file.Source.At(1, 1, 0)
		backend := l.backend(a)
		if backend == "" {
			backend = l.module.backend()
		}
		a.keptIn(home, backend, at)
		for _, part := range l.module.family() {
			a.part.Ref(facts.Ref{From: facts.NewPath(facts.Terraform, part.dir), To: home, Rel: facts.RelKept, At: at})
		}
	}
	for _, dir := range sortedKeys(a.modules) {
		m := a.modules[dir]
		if len(m.callers) > 0 || m.run {
			continue
		}
		home, at := facts.NewPath(facts.Terraform, dir), m.start()
		a.keptIn(home, m.backend(), at)
		for _, part := range m.family()[1:] {
			a.part.Ref(facts.Ref{From: facts.NewPath(facts.Terraform, part.dir), To: home, Rel: facts.RelKept, At: at})
		}
	}
}

func (a *analysis) keptIn(home, backend facts.Symbol, at facts.Pos) {
	a.part.Ref(facts.Ref{From: home, To: backend, Rel: facts.RelKept, At: at})
}

// family is a module and the local modules that it calls, itself first.
func (m *module) family() []*module {
	all := []*module{m}
	for i := 0; i < len(all); i++ {
		for _, name := range sortedKeys(all[i].calls) {
			if child := all[i].child(all[i].scope(nil).fresh(), name); child != nil && !slices.Contains(all, child) {
				all = append(all, child)
			}
		}
	}
	return all
}

// start is where a module begins.
func (m *module) start() facts.Pos {
	if len(m.blocks) == 0 {
		return facts.Pos{}
	}
	return m.a.pos(m.blocks[0].TypeRange)
}

// root reports whether a module's outputs are kept: those of a module that
// others only call are not.
func (m *module) root() bool { return m.run || len(m.callers) == 0 }

// backend is where a root module keeps its state: by its terraform block, else
// in a file beside itself.
func (m *module) backend() facts.Symbol {
	for _, b := range m.blocks {
		if b.Type != "terraform" {
			continue
		}
		for _, inner := range b.Body.Blocks {
			switch {
			case inner.Type == "cloud":
				return facts.New(facts.Backend, "cloud")
			case inner.Type == "backend" && len(inner.Labels) == 1:
				return m.a.backendPlace(inner.Labels[0], m.scope(nil).argument(inner, "path"), m.dir)
			}
		}
	}
	return facts.New(facts.Backend, "local")
}

// backend is where Terragrunt keeps a layer's state by its remote_state block or
// attribute, or empty where none of its files says so.
func (l *layer) backend(a *analysis) facts.Symbol {
	for i := len(l.units) - 1; i >= 0; i-- {
		u := l.units[i]
		s := u.at(a, l)
		if b := nested(u.file.Body, "remote_state"); b != nil {
			if name, known := s.argument(b, "backend").full(); known {
				return a.backendPlace(name, s.argument(b, "config").get("path"), l.dir)
			}
		}
		for _, m := range u.generated {
			if m.declaresBackend() {
				return m.backend()
			}
		}
	}
	return ""
}

func (m *module) declaresBackend() bool {
	return slices.ContainsFunc(m.blocks, func(b *hclsyntax.Block) bool {
		return b.Type == "terraform" && (nested(b.Body, "backend") != nil || nested(b.Body, "cloud") != nil)
	})
}

// backendPlace names a backend; a local file outside of the repository is told
// apart.
func (a *analysis) backendPlace(name string, file value, dir string) facts.Symbol {
	if name == "local" && file.kind == scalar {
		if _, inside := inRepo(dir, strings.ReplaceAll(file.text, hole, "_")); !inside {
			return facts.New(facts.Backend, "local", "outside")
		}
	}
	return facts.New(facts.Backend, name)
}

// opens reports whether an expression decrypts a file.
func opens(e hclsyntax.Expression) bool {
	found := false
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		if call, ok := n.(*hclsyntax.FunctionCallExpr); ok && (call.Name == "sops_decrypt_file" || strings.HasPrefix(call.Name, "provider::sops::")) {
			found = true
		}
		return nil
	})
	return found
}
