package service

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// files refers to the vault entries whose paths a unit names. Whose home they
// lie in is not known.
func (r *reader) files(u *unit, script facts.Symbol) {
	for _, s := range u.settings {
		for _, w := range named(s) {
			name := strings.TrimPrefix(w.text, "-")
			if rest, home := strings.CutPrefix(name, "%h/"); home {
				name = "~/" + rest
			}
			rel, ok := source.VaultPath(r.cfg.Mounts, name)
			if !ok || rel == "" {
				continue
			}
			r.part.Ref(facts.Ref{
				From: script, To: facts.NewPath(facts.VaultFile, rel), Rel: facts.RelReads, At: s.at(w.from, len(w.text)), Unknown: facts.NotFollowed,
			})
		}
	}
}

// named are the words of a setting that name files to read.
// Source: systemd.exec(5), podman-systemd.unit(5).
func named(s setting) []word {
	switch s.key {
	case "EnvironmentFile":
		return words(s.value)
	case "LoadCredential", "LoadCredentialEncrypted":
		if _, file, found := strings.Cut(s.value, ":"); found {
			return []word{{text: file, from: len(s.value) - len(file)}}
		}
	case "Volume":
		file, _, _ := strings.Cut(s.value, ":")
		return []word{{text: file}}
	}
	return nil
}

// hosts refers to the hosts that a unit's commands and variables name, in its
// own text and in the one file of the repository it runs or reads.
func (r *reader) hosts(u *unit, self facts.Symbol) {
	seen := map[string]bool{}
	contact := func(host string, at facts.Pos) {
		if host = strings.ToLower(host); !seen[host] {
			seen[host] = true
			r.part.Ref(facts.Ref{From: self, To: facts.New(facts.Host, host), Rel: facts.RelContacts, At: at})
		}
	}
	for _, s := range u.settings {
		if !slices.Contains(telling, s.key) {
			continue
		}
		for _, m := range host.FindAllStringSubmatchIndex(s.value, 16) {
			from, to := group(m)
			contact(s.value[from:to], s.at(from, to-from))
		}
		for _, w := range append(named(s), program(s.value)) {
			if f := r.only(path.Base(strings.TrimPrefix(w.text, "-"))); f != nil && w.text != "" && f != u.file {
				for _, name := range hostsOf(f) {
					contact(name, s.at(w.from, len(w.text)))
				}
			}
		}
	}
}

// telling are the settings in which a unit names hosts it talks to.
var telling = []string{"ExecStart", "ExecStartPre", "ExecStartPost", "Environment", "EnvironmentFile", "Exec", "PodmanArgs"}

// host matches a network name in an address, before a port, or behind a user.
var host = expr.New(`(?i)://(?:[^/@\s"']*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)|@([a-z0-9-]+(?:\.[a-z0-9-]+)+)\b|\b([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}):\d{2,5}\b`)

// group is the group of a match that is set.
func group(m []int) (from, to int) {
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] >= 0 {
			return m[i], m[i+1]
		}
	}
	return m[0], m[1]
}

// hostsOf are the hosts that the lines of a script or file of variables name.
func hostsOf(f *source.File) []string {
	text, err := f.Text()
	if err != nil || len(text) > maxFile {
		return nil
	}
	var hosts []string
	for line := range bytes.Lines(text) {
		if trimmed := bytes.TrimSpace(line); len(trimmed) == 0 || trimmed[0] == '#' {
			continue
		}
		for _, m := range host.FindAllSubmatchIndex(line, 16) {
			from, to := group(m)
			hosts = append(hosts, string(line[from:to]))
		}
	}
	return hosts
}
