package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/source"
)

// iniExt and iniNames are files of sections and settings.
// Sources: the manuals of aws, boto, rclone, s3cmd, twine, mysql, samba,
// WireGuard, NetworkManager, systemd.netdev.
var (
	iniExt   = set(".ini", ".cnf", ".cfg", ".netdev", ".nmconnection", ".s3cfg", ".boto", ".pypirc")
	iniNames = set(".pypirc", ".my.cnf", ".s3cfg", ".boto", ".mylogin.cnf", "rclone.conf", "smb.conf", "credentials", ".buildozer", "grafana.ini", "odbc.ini", ".gitconfig", "wpa_supplicant.conf", ".smbcredentials", "smbcredentials", ".credentials")
	tunnel   = expr.New(`(?m)^\[(?:Interface|Peer|WireGuard)\]`)
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func isINI(f *source.File) bool {
	if iniExt[f.Ext()] || iniNames[strings.ToLower(f.Base())] {
		return true
	}
	text, err := f.Text()
	return f.Ext() == ".conf" && err == nil && tunnel.Match(text)
}

func isProperties(f *source.File) bool { return f.Ext() == ".properties" }

// isConf recognises other files of settings: of programs, and of shells and
// tools in a home directory.
func isConf(f *source.File) bool {
	base := strings.ToLower(f.Base())
	if base == "nsswitch.conf" || strings.Contains(f.Path, "pam.d/") {
		return false // names of services
	}
	return f.Ext() == ".conf" || strings.HasPrefix(base, ".") && strings.HasSuffix(base, "rc") || base == "msmtprc"
}

// meanings are names that say too little outside of their program: the first
// password of rclone, keys of WireGuard, what a login of LDAP is made with.
var meanings = map[string]string{
	"presharedkey": "shared_key", "bindpw": "password", "rootpw": "password", "olcrootpw": "password", "requirepass": "password", "masterauth": "password",
	"auth_pass": "password", "aws_secret_access_key": "secret_access_key", "wpa_passphrase": "passphrase", "imap_pass": "password", "smtp_pass": "password",
	"wep-key0": "password", "password2": "password", "api_token_pass": "password", "sasl_passwd": "password",
}

// iniPairs lists the settings of sections.
func iniPairs(text string) []setting {
	var pairs []setting
	in := ""
	eachLine(text, "#;!", func(line string, offset int) {
		if m := section.FindStringSubmatch(line); m != nil {
			in = strings.TrimSpace(m[1])
			return
		}
		name, value, at, found := splitAt(line, "=:")
		if !found || len(name) > 100 || line[0] == ' ' && at == 0 {
			return
		}
		value, shift := unquoted(value)
		pairs = append(pairs, setting{section: in, name: name, means: meanings[strings.ToLower(name)], value: value, at: offset + at + shift, width: len(value)})
	})
	return pairs
}

// directive matches the settings of programs whose files separate name and value
// by a blank. Sources: the manuals of Redis, OpenLDAP, keepalived, FRRouting,
// msmtp, fetchmail, mosquitto.
var directive = expr.New(`^\s*(?:set\s+)?(requirepass|masterauth|bindpw|rootpw|auth_pass|remote_password|bridge_password|neighbor\s+\S+\s+password|user\s+\S+\s+on\s.*?>)\s*("[^"]+"|'[^']+'|\S+)`)

// confPairs lists what a file of settings assigns or says in a directive. Such
// files hold code as often: values with brackets are none, unless quotes say
// that they are texts.
func confPairs(text string) []setting {
	var pairs []setting
	for _, p := range iniPairs(text) {
		if !strings.ContainsAny(p.name, " \t{}()<>$") && (!strings.ContainsAny(p.value, "(){}[]<>") || isQuoted(text, p)) && !strings.EqualFold(p.name, p.value) {
			p.value, p.width = trimEnd(p.value), len(trimEnd(p.value))
			pairs = append(pairs, p)
		}
	}
	eachLine(text, "#;!", func(line string, offset int) {
		if m := directive.FindStringSubmatchIndex(line); m != nil {
			value, shift := unquoted(line[m[4]:m[5]])
			value = trimEnd(value)
			name := strings.Fields(line[m[2]:m[3]])
			pairs = append(pairs, setting{name: name[len(name)-1], means: "password", value: value, at: offset + m[4] + shift, width: len(value)})
		}
	})
	return pairs
}

// isQuoted reports whether one quoted text is the whole value.
func isQuoted(text string, p setting) bool {
	return p.at > 0 && (text[p.at-1] == '"' || text[p.at-1] == '\'') && !strings.ContainsAny(p.value, `"'`)
}

// trimEnd removes what ends a statement.
func trimEnd(value string) string { return strings.TrimRight(value, ";,") }

// propertyPairs lists the properties of Java, which separate name and value
// also by a blank.
func propertyPairs(text string) []setting {
	var pairs []setting
	eachLine(text, "#!", func(line string, offset int) {
		name, value, at, found := splitAt(strings.TrimLeft(line, " \t"), "=: \t")
		at += len(line) - len(strings.TrimLeft(line, " \t"))
		if bare := strings.TrimLeft(strings.TrimLeft(value, "=:"), " \t"); strings.IndexAny(value, "=:") == 0 {
			at, value = at+len(value)-len(bare), bare
		}
		if found && !strings.ContainsAny(name, "{}()<>") {
			pairs = append(pairs, setting{name: name, value: value, at: offset + at, width: len(value)})
		}
	})
	return pairs
}
