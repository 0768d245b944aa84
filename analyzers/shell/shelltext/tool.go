package shelltext

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// tool is an option by which a program is given a password, that no other
// program means by it. Sources: the manuals of the programs.
type tool struct {
	names  []string
	needs  string   // a word that must be there: a subcommand
	flags  []string // options whose value is the next word
	joined []string // options whose value is the rest of the word
	pair   bool     // the value is USER:PASSWORD
	prefix string   // before the password
}

var known = []tool{
	{names: []string{"curl", "http", "https", "xh"}, flags: []string{"-u", "--user", "-U", "--proxy-user", "-a"}, joined: []string{"--user=", "--proxy-user=", "-u"}, pair: true},
	{names: []string{"mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlcheck", "mariadb", "mariadb-dump", "mariadb-admin"}, joined: []string{"-p"}},
	{names: []string{"sshpass"}, flags: []string{"-p"}, joined: []string{"-p"}},
	{names: []string{"docker", "podman", "nerdctl", "skopeo", "buildah", "helm", "crane", "oras", "oc", "az", "regctl", "cosign"}, needs: "login", flags: []string{"-p"}},
	{names: []string{"redis-cli", "valkey-cli"}, flags: []string{"-a", "--pass"}},
	{names: []string{"mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport"}, flags: []string{"-p"}},
	{names: []string{"ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldappasswd", "ldapwhoami"}, flags: []string{"-w"}},
	{names: []string{"openssl"}, flags: []string{"-passin", "-passout", "-pass"}, prefix: "pass:"},
	{names: []string{"openssl"}, needs: "enc", flags: []string{"-k"}},
	{names: []string{"ssh-keygen"}, flags: []string{"-N", "-P"}},
	{names: []string{"keytool", "jarsigner"}, flags: []string{"-storepass", "-keypass", "-srcstorepass", "-deststorepass", "-destkeypass", "-srckeypass"}},
	{names: []string{"zip", "unzip"}, flags: []string{"-P"}},
	{names: []string{"7z", "7za", "7zz"}, joined: []string{"-p"}},
	{names: []string{"sqlcmd", "ipmitool"}, flags: []string{"-P"}},
}

// maxTools bounds the programs that one command may name, each of which looks
// at the words behind it.
const maxTools = 8

// byName lists the tools of a name. A program whose passwords only have a place
// has none of its own.
var byName = sync.OnceValue(func() map[string][]tool {
	index := map[string][]tool{"vault": nil, "bao": nil, "htpasswd": nil, "rabbitmqctl": nil, "aws": nil}
	for _, t := range known {
		for _, name := range t.names {
			index[name] = append(index[name], t)
		}
	}
	return index
})

// tools adds the passwords of options that only some programs have.
func (c *collector) tools(words []excerpt) {
	found := 0
	for i, w := range words {
		name := path.Base(w.text())
		tools, isKnown := byName()[name]
		if !isKnown || found == maxTools {
			continue
		}
		found++
		c.positional(name, words[i:])
		for _, t := range tools {
			if t.needs == "" || has(words[i:], t.needs) {
				c.tool(t, words[i+1:])
			}
		}
	}
}

func (c *collector) tool(t tool, words []excerpt) {
	for i, w := range words {
		text := w.text()
		if i > 0 && slices.Contains(t.flags, words[i-1].text()) {
			c.password(t, w, 0)
			continue
		}
		for _, flag := range t.joined {
			if strings.HasPrefix(text, flag) && len(text) > len(flag) {
				c.password(t, w, len(flag))
				break
			}
		}
	}
}

// password adds a password that starts at an offset of a word.
func (c *collector) password(t tool, w excerpt, from int) {
	text := w.text()
	if !strings.HasPrefix(text[from:], t.prefix) {
		return
	}
	from += len(t.prefix)
	if t.pair {
		i := strings.LastIndexByte(text[from:], ':')
		if i < 0 {
			return
		}
		from += i + 1
	}
	c.part("password", Plain, w, from, len(text))
}

// placed are commands one of whose words is a password because of its place.
// Sources: the manuals of vault and rabbitmqctl.
var placed = []struct {
	program string
	first   string // the word behind the program
	count   int    // of words behind the program
	at      int    // of the password among them
	name    string
}{
	{"vault", "login", 2, 1, "token"},
	{"bao", "login", 2, 1, "token"},
	{"rabbitmqctl", "add_user", 3, 2, "password"},
	{"rabbitmqctl", "change_password", 3, 2, "password"},
}

// positional adds passwords that only their place among the words names.
func (c *collector) positional(name string, words []excerpt) {
	var plain []excerpt
	for _, w := range words[1:] {
		if !strings.HasPrefix(w.text(), "-") {
			plain = append(plain, w)
		}
	}
	said := func(want ...string) bool {
		return len(plain) >= len(want) && slices.EqualFunc(plain[:len(want)], want, func(w excerpt, text string) bool { return w.text() == text })
	}
	for _, p := range placed {
		if p.program == name && said(p.first) && p.count == len(plain) && !(p.name == "token" && strings.Contains(plain[p.at].text(), "=")) {
			c.word(p.name, plain[p.at])
		}
	}
	switch {
	case (name == "vault" || name == "bao") && (said("kv", "put") || said("kv", "patch")):
		for _, w := range plain[2:] {
			c.keep(w)
		}
	case name == "htpasswd" && len(plain) > 1 && slices.ContainsFunc(words, isBatch):
		c.word("password", plain[len(plain)-1])
	case name == "aws" && said("configure", "set") && len(plain) == 4:
		c.word(plain[2].text(), plain[3])
	}
}

// word adds a whole word.
func (c *collector) word(name string, w excerpt) { c.part(name, Plain, w, 0, len(w.text())) }

// isBatch recognises the option by which htpasswd takes a password as a word.
func isBatch(w excerpt) bool {
	text := w.text()
	return strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "--") && strings.Contains(text, "b")
}

// keep adds an entry that is written to a store: key=value, where a value may
// be a file's name.
func (c *collector) keep(w excerpt) {
	text := w.text()
	name, value, found := strings.Cut(text, "=")
	if found && !strings.HasPrefix(value, "@") && value != "-" {
		c.part(name, Kept, w, len(text)-len(value), len(text))
	}
}

// readsPassword recognises commands that read a password from their input.
func readsPassword(words []excerpt) bool {
	for i, w := range words {
		text := path.Base(w.text())
		switch {
		case text == "--password-stdin", text == "--passphrase-fd", text == "--with-token", text == "chpasswd", text == "--token-stdin":
			return true
		case (text == "vault" || text == "bao") && i+2 < len(words) && words[i+1].text() == "login" && words[len(words)-1].text() == "-":
			return true
		case text == "sudo" && i+1 < len(words) && words[i+1].text() == "-S":
			return true
		}
	}
	return false
}

// runsShell recognises commands that read a script from their input.
func runsShell(words []excerpt) bool {
	if len(words) == 0 {
		return false
	}
	first, last := path.Base(words[0].text()), path.Base(words[len(words)-1].text())
	return slices.Contains(shells, first) || first == "ssh" || slices.Contains(shells, last) || last == "-s" && slices.Contains(shells, path.Base(words[len(words)-2].text()))
}
