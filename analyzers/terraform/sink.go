package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/ignore"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
)

// markSinks marks where modules and layers show a secret, write one to the
// working tree, or trust whoever answers.
func (a *analysis) markSinks() {
	for _, dir := range sortedKeys(a.modules) {
		m := a.modules[dir]
		for _, b := range m.blocks {
			m.sinks(b)
		}
	}
	for _, name := range sortedKeys(a.units) {
		u := a.units[name]
		a.unitSinks(u, u.at(a, a.layers[u.dir]))
	}
	for _, dir := range sortedKeys(a.layers) {
		for _, u := range a.layers[dir].units {
			a.stateSink(u, u.at(a, a.layers[dir]))
		}
	}
}

// sinks looks at one block of a module.
func (m *module) sinks(b *hclsyntax.Block) {
	s := m.scope(nil)
	switch address := blockAddress(b); {
	case address != "":
		m.a.addresses(m.symbol(address), b.Body, 0)
		m.a.provisionerSinks(s, b.Body)
		m.writes(s, b)
	case b.Type == "provider" && len(b.Labels) == 1:
		m.trusts(s, b)
		m.a.addresses(m.symbol("provider."+b.Labels[0]), b.Body, 0)
	case b.Type == "terraform":
		m.localState(s, b)
	}
}

// trusting are the arguments by which providers trust any server. Sources:
// the Terraform registry's pages of vault, proxmox, kubernetes, helm, consul,
// minio, unifi, vsphere and grafana.
var trusting = map[string]bool{
	"insecure": true, "skip_tls_verify": true, "pm_tls_insecure": true, "tls_insecure": true, "insecure_skip_verify": true, "insecure_skip_tls_verify": true,
	"allow_insecure": true, "allow_unverified_ssl": true, "tls_skip_verify": true, "insecure_https": true, "skip_cert_verification": true,
	"skip_ssl_verification": true, "minio_insecure": true,
}

// trusts marks a provider that logs in wherever it is answered. Nested blocks
// are those of the cluster that the Helm provider talks to.
func (m *module) trusts(s scope, b *hclsyntax.Block) {
	bodies := []*hclsyntax.Body{b.Body}
	for _, inner := range b.Body.Blocks {
		bodies = append(bodies, inner.Body)
	}
	for _, body := range bodies {
		for _, attr := range attributes(body) {
			if on, known := s.eval(attr.Expr).full(); known && on == "true" && trusting[attr.Name] {
				m.a.part.Mark(facts.MarkUnverified, attr.Name, m.symbol("provider."+b.Labels[0]), m.a.pos(attr.SrcRange))
			}
		}
	}
}

// unchecked are the arguments by which a resource makes a store trust any
// server. Source: the database secrets engine's page in the registry.
var unchecked = map[string]bool{"insecure_tls": true, "tls_skip_verify": true, "skip_verification": true}

// addresses looks for addresses of databases and settings of a store in a
// block.
func (a *analysis) addresses(on facts.Symbol, body *hclsyntax.Body, depth int) {
	if depth > hcltext.MaxNesting {
		return
	}
	for _, attr := range attributes(body) {
		r := attr.Expr.Range()
		if f := a.files[r.Filename]; f != nil && r.End.Byte <= len(f.Text) {
			raw := string(f.Text[r.Start.Byte:r.End.Byte])
			if option := source.UncheckedAddress(raw); option != "" {
				a.part.Mark(facts.MarkUnverified, option, on, a.pos(r))
			}
			if unchecked[attr.Name] && raw == "true" {
				a.part.Mark(facts.MarkUnverified, attr.Name, on, a.pos(attr.SrcRange))
			}
		}
	}
	for _, b := range body.Blocks {
		a.addresses(on, b.Body, depth+1)
	}
}

// provisionerSinks marks secrets in the commands of local-exec: the shell that runs
// them has them as its argument. Its environment is the place for them.
func (a *analysis) provisionerSinks(s scope, body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		if b.Type == "provisioner" && len(b.Labels) == 1 && b.Labels[0] == "local-exec" {
			if attr := b.Body.Attributes["command"]; attr != nil {
				a.inArguments(s, attr.Expr)
			}
		}
	}
}

// unitSinks marks secrets in what a Terragrunt file runs: hooks, run_cmd and the
// arguments of Terraform.
func (a *analysis) unitSinks(u *unit, s scope) {
	for _, b := range u.file.Body.Blocks {
		for _, inner := range b.Body.Blocks {
			for _, name := range []string{"execute", "arguments"} {
				if attr := inner.Body.Attributes[name]; attr != nil && b.Type == "terraform" {
					a.inArguments(s, attr.Expr)
				}
			}
		}
	}
	visit := func(n hclsyntax.Node) hcl.Diagnostics {
		if call, ok := n.(*hclsyntax.FunctionCallExpr); ok && call.Name == "run_cmd" {
			for _, arg := range call.Args {
				a.inArguments(s, arg)
			}
		}
		return nil
	}
	_ = hclsyntax.VisitAll(u.file.Body, visit) // the visitor reports no diagnostics
}

func (a *analysis) inArguments(s scope, e hclsyntax.Expression) {
	for _, o := range s.secrets(e) {
		a.part.Mark(facts.MarkExposed, "argv", o.to, o.at)
	}
}

// secrets are the places of an expression that hold a secret, by their name or
// because providers make one there.
func (s scope) secrets(e hclsyntax.Expression) []origin {
	var found []origin
	for _, o := range s.origins(e) {
		if o.unknown == "" && (literal.HoldsSecret(o.to) || makesSecret(o.to)) {
			found = append(found, o)
		}
	}
	return found
}

// writes looks at the files that a module makes.
func (m *module) writes(s scope, b *hclsyntax.Block) {
	filename := b.Body.Attributes["filename"]
	if filename == nil || b.Type != "resource" || b.Labels[0] != "local_file" && b.Labels[0] != "local_sensitive_file" {
		return
	}
	if b.Labels[0] == "local_file" && !m.fillsWithSecrets(s, b) {
		return
	}
	if m.isCopied() && !namesLayer(s, filename.Expr) {
		return // Terragrunt runs a copy of the module outside of the tree that git sees
	}
	m.a.unignored(m.dir, s.eval(filename.Expr), filename.Expr.Range())
}

// fillsWithSecrets reports whether a file's content is made of what is named
// like a secret.
func (m *module) fillsWithSecrets(s scope, b *hclsyntax.Block) bool {
	for _, name := range []string{"content", "content_base64", "sensitive_content"} {
		if attr := b.Body.Attributes[name]; attr != nil && (len(s.secrets(attr.Expr)) > 0 || givesKeys(attr.Expr)) {
			return true
		}
	}
	return false
}

// givesKeys reports whether an expression takes what is secret as a whole from
// a resource: its last step says so.
func givesKeys(e hclsyntax.Expression) bool {
	return slices.ContainsFunc(e.Variables(), func(t hcl.Traversal) bool {
		last := attrAt(t, len(t)-1)
		return len(t) > 1 && literal.GivesSecret(last)
	})
}

// isCopied reports whether layers run the module.
func (m *module) isCopied() bool {
	for _, l := range m.a.layers {
		if l.module == m {
			return true
		}
	}
	return false
}

// namesLayer reports whether a path is given from outside of the module.
func namesLayer(s scope, e hclsyntax.Expression) bool {
	return !slices.ContainsFunc(e.Variables(), func(t hcl.Traversal) bool { return t.RootName() == "path" }) &&
		strings.HasPrefix(s.eval(e).fragment(), root)
}

// localState looks at where a module keeps its state.
func (m *module) localState(s scope, b *hclsyntax.Block) {
	for _, inner := range b.Body.Blocks {
		if inner.Type != "backend" || len(inner.Labels) != 1 || inner.Labels[0] != "local" || m.isCopied() {
			continue
		}
		if attr := inner.Body.Attributes["path"]; attr != nil {
			m.a.unignored(m.dir, s.eval(attr.Expr), attr.Expr.Range())
			continue
		}
		m.a.unignored(m.dir, text("terraform.tfstate"), inner.LabelRanges[0])
	}
}

// stateSink looks at where a layer keeps its state. A relative path is one in
// the copy that Terragrunt runs.
func (a *analysis) stateSink(u *unit, s scope) {
	for _, b := range u.file.Body.Blocks {
		if kind, _ := s.argument(b, "backend").full(); b.Type != "remote_state" || kind != "local" {
			continue
		}
		config, ok := b.Body.Attributes["config"]
		if !ok {
			continue
		}
		for _, item := range objectItems(config.Expr, 0) {
			if name, _ := s.itemName(item); name == "path" && strings.HasPrefix(s.eval(item.ValueExpr).fragment(), root) {
				a.unignored("", s.eval(item.ValueExpr), item.ValueExpr.Range())
			}
		}
	}
}

// unignored marks a path of the working tree that git would take.
func (a *analysis) unignored(dir string, name value, at hcl.Range) {
	file, inside := inRepo(dir, name.fragment())
	place := a.pos(at)
	if !inside || a.exposed[place] || file == "." || ignore.Covers(a.tree, file) || a.tree.File(file) != nil {
		return
	}
	a.exposed[place] = true
	a.part.Mark(facts.MarkUnignored, "", facts.NewPath(facts.FileSymbol, file, a.tree.Repo), place)
}
