package shell

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/ignore"
	"github.com/tazzo/tazlint/analyzers/source"
)

// keep looks at a file that a secret is written to, or whose name says that it
// will hold one. A file in the working tree is git's to take unless it is
// ignored; any other outlives the script on a disk.
func (in *interpreter) keep(v value, at facts.Pos, content values, c situation) {
	secret := in.secretIn(content)
	if secret == "" && !c.reveals && !(holdsKeys(v.text) && isUnknown(content)) || sealed(v.text) {
		return
	}
	if files := in.inTree(v.text); files != nil {
		if v.known {
			in.unignored(files, at)
		}
		return
	}
	if _, inVault := source.VaultPath(in.cfg.Mounts, v.text); secret != "" && persistent(v.text) && !inVault {
		in.expose(onDisk, secret, at)
	}
}

// volatile are directories that no disk keeps. Source: Filesystem Hierarchy
// Standard 3.0 and, for /dev/shm, the Linux kernel's tmpfs documentation.
var volatile = []string{"/dev/", "/run/", "/var/run/", "/proc/", "/sys/"}

// persistent reports whether a path outside of the working tree, known from its
// start on, lies on a disk.
func persistent(text string) bool {
	dir := path.Clean(text) + "/"
	if !strings.HasPrefix(dir, "/") && !strings.HasPrefix(dir, "~/") || dir == "//" {
		return false
	}
	return !slices.ContainsFunc(volatile, func(v string) bool { return strings.HasPrefix(dir, v) })
}

// sealed reports whether a file's name says that its content is encrypted.
func sealed(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch path.Ext(base) {
	case ".age", ".gpg", ".asc", ".enc", ".aes", ".pub", ".crt":
		return true
	}
	return strings.Contains(base, ".sops.") || strings.Contains(base, ".enc.") || strings.Contains(base, "sealed")
}

// keyFiles are names of files that tools give to credentials.
var keyFiles = []string{
	"kubeconfig", "kubeconfig.*", "*.kubeconfig", "kubeconfig-*", "talosconfig", "talosconfig.*", ".vault_pass", ".vault-pass", "*.agekey", "age.key",
	"id_rsa", "id_ed25519", "id_ecdsa",
}

func holdsKeys(name string) bool {
	return slices.ContainsFunc(keyFiles, func(pattern string) bool {
		matched, err := path.Match(pattern, path.Base(name))
		return err == nil && matched
	})
}

// inTree are the repository-relative paths that a text may mean, or nil. A
// relative one is meant from where the script is; unless that is known it may
// be the repository or the script's directory.
func (in *interpreter) inTree(text string) []string {
	if rel, ok := inRepository(text); ok {
		return []string{rel}
	}
	if text == "" || strings.ContainsAny(text[:1], "/~$-&*") || strings.Contains(text, ":") {
		return nil
	}
	bases := []string{repository, repository + "/" + in.current.dir()}
	if dir := in.directory(); dir != "" {
		bases = []string{dir}
	}
	var files []string
	for _, b := range bases {
		rel, ok := inRepository(path.Join(b, text))
		if !ok {
			return nil
		}
		files = append(files, rel)
	}
	return files
}

// unignored marks a file that git would take wherever it is meant to be. One
// that git has already is judged by its content.
func (in *interpreter) unignored(files []string, at facts.Pos) {
	for _, f := range files {
		if f == "" || f == "." || ignore.Covers(in.tree, f) || in.tree.File(f) != nil || in.tree.HasDir(f) {
			return
		}
	}
	on := facts.NewPath(facts.FileSymbol, files[0], in.tree.Repo)
	in.out.script(at)
	in.out.mark(facts.MarkUnignored, "", on, at)
}

// reveals reports whether a command decrypts to its output. Sources: manuals of
// sops, age, gpg and ansible-vault.
func reveals(words []string) bool {
	if len(words) < 2 {
		return false
	}
	options, decrypts := decrypting[base(words[0])]
	return decrypts && slices.ContainsFunc(words[1:], func(w string) bool { return slices.Contains(options, w) })
}

var decrypting = map[string][]string{
	"sops": {"-d", "--decrypt", "decrypt"}, "age": {"-d", "--decrypt"}, "rage": {"-d", "--decrypt"},
	"gpg": {"-d", "--decrypt"}, "gpg2": {"-d", "--decrypt"}, "ansible-vault": {"view", "decrypt"},
}

// stores looks at the files that a program is told to write or read.
func (in *interpreter) stores(p *program) {
	words := []string{p.name}
	for _, a := range p.args {
		words = append(words, a.text())
	}
	c := situation{reveals: reveals(words)}
	// Terragrunt runs a copy of the module, and -chdir moves what paths start from.
	inPlace := (p.name == "terraform" || p.name == "tofu") && !strings.Contains(strings.Join(words, " "), " -chdir=")
	for i, a := range p.args {
		flag, file := operand(first(a))
		previous := words[i]
		switch at := in.at(p.words[i]); {
		case inPlace && (flag == "-var-file" || flag == "--var-file" || previous == "-var-file"):
			in.storesVariables(file, at)
		case inPlace && (flag == "-out" || flag == "--out" || previous == "-out" && words[1] == "plan"):
			in.storesAt(file, at)
		case (writing[previous] || writing[flag]) && !shaping[p.name]:
			in.keep(file, at, unknown(), c)
		case p.name == "talosctl" && words[1] == "kubeconfig" && !strings.HasPrefix(file.text, "-") && strings.Contains(file.text, "kubeconfig") && i > 0:
			in.keep(file, at, unknown(), c)
		}
	}
}

// shaping are programs whose option -o says in which form they print, not where
// to.
var shaping = map[string]bool{
	"kubectl": true, "oc": true, "k": true, "gopass": true, "pass": true, "az": true, "helm": true, "grep": true, "ssh": true, "scp": true, "ps": true, "flux": true,
}

func first(v values) value {
	if len(v) == 0 {
		return value{}
	}
	return v[0]
}

// storesVariables looks at a file of values whose name says that they are
// secrets.
func (in *interpreter) storesVariables(file value, at facts.Pos) {
	base := strings.ToLower(path.Base(file.text))
	for _, word := range []string{"secret", "credential", "token", "password"} {
		if strings.Contains(base, word) && !sealed(file.text) {
			in.storesAt(file, at)
			return
		}
	}
}

func (in *interpreter) storesAt(file value, at facts.Pos) {
	if files := in.inTree(file.text); files != nil && file.known {
		in.unignored(files, at)
	}
}

// dotenv looks at a file of variables that a script sources.
func (in *interpreter) dotenv(v value, at facts.Pos) {
	base := path.Base(v.text)
	if base == ".env" || strings.HasPrefix(base, ".env.") && !strings.Contains(base, "example") || strings.HasPrefix(base, "secrets.") {
		in.storesAt(v, at)
	}
}
