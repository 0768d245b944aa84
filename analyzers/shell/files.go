package shell

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// vaultFile is the vault entry a text names, or empty. A name that is partly
// unknown is one that cannot be followed.
func (in *interpreter) vaultFile(v value) (symbol facts.Symbol, rel string, why facts.Reason) {
	rel, ok := source.VaultPath(in.cfg.Mounts, v.text)
	if !ok || rel == "" {
		return "", rel, ""
	}
	if !v.known {
		why = facts.NotFollowed
	}
	return facts.NewPath(facts.VaultFile, rel), rel, why
}

// readPath reads the file a text names, when it lies in the vault. What the
// path was made of has no part in the content.
func (in *interpreter) readPath(v value, c situation) []origin {
	if strings.HasSuffix(v.text, stream) {
		return v.from
	}
	symbol, rel, why := in.vaultFile(v)
	if symbol == "" || why != "" && in.uncalled {
		return nil
	}
	o := origin{symbol: symbol, at: v.at, weak: in.tolerated(rel, c), unknown: why}
	return []origin{in.out.read(o)}
}

// writePath says that the script writes a vault file, made of what is printed
// into it.
func (in *interpreter) writePath(v value, content values) bool {
	symbol, _, why := in.vaultFile(v)
	if symbol == "" {
		return false
	}
	if why != "" && in.uncalled {
		return true
	}
	in.out.def(symbol, v.at, facts.KeySet{}, facts.Traits{Possible: why != ""})
	in.out.derive(symbol, content.origins())
	return true
}

// writeBeside says what a command writes besides the file it is told: the public
// key, or files in a directory of that name.
func (in *interpreter) writeBeside(command string, v value) {
	if symbol, _, why := in.vaultFile(v); symbol == "" || why != "" {
		return
	}
	if command == "ssh-keygen" {
		v.text += ".pub"
		in.writePath(v, nil)
		return
	}
	v.text, v.known = v.text+"/"+anyText, false
	in.writePath(v, nil)
}

// output is what a redirection does with what a command prints. It reports
// whether the print goes to a file.
func (in *interpreter) output(r *syntax.Redirect, printed values, c situation) bool {
	switch r.Op {
	case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
	default:
		return false
	}
	if r.N != nil && r.N.Value != "1" {
		return false
	}
	for _, v := range in.word(r.Word, c) {
		in.writePath(v, printed)
		in.keep(v, in.at(r.Word), printed, c)
		if v.known && len(printed) == 1 && printed[0].doc != nil {
			in.written[v.text] = printed
		}
	}
	return true
}

// silent are commands that name files without reading what is in them.
var silent = map[string]bool{
	"rm": true, "rmdir": true, "mkdir": true, "touch": true, "chmod": true, "chown": true, "chgrp": true, "ls": true, "stat": true, "shred": true,
	"test": true, "[": true, "find": true, "du": true, "df": true, "mount": true, "umount": true, "mountpoint": true, "trap": true, "return": true,
	"exit": true, "shift": true, "true": true, ":": true, "false": true, "log": true, "info": true, "warn": true, "err": true, "error": true, "die": true,
	"fail": true, "fatal": true, "ln": true, "truncate": true, "alias": true, "which": true, "type": true, "logger": true, "mktemp": true, "wait": true,
}

// filters are commands that print what they read, in some other form.
var filters = map[string]bool{
	"cat": true, "head": true, "tail": true, "tr": true, "sed": true, "awk": true, "gawk": true, "grep": true, "egrep": true, "cut": true, "base64": true,
	"base32": true, "xxd": true, "od": true, "sort": true, "uniq": true, "paste": true, "tac": true, "rev": true, "strings": true, "openssl": true, "gpg": true,
	"age": true, "rage": true, "sops": true, "zcat": true, "gunzip": true, "xargs": true, "dd": true, "fold": true, "envsubst": true, "perl": true,
	"python3": true, "python": true, "dos2unix": true, "column": true, "wc": true, "htpasswd": true,
}

// writing are the options whose value is a file that the command writes.
var writing = map[string]bool{
	"-o": true, "--output": true, "--out": true, "-out": true, "-keyout": true, "-O": true, "--output-file": true, "--output-document": true, "--keyout": true,
}

// other looks for vault paths among the arguments of a command.
func (in *interpreter) other(call invocation) values {
	if silent[call.name] {
		return nil
	}
	var read []origin
	wrote := false
	for i := 1; i < len(call.args); i++ {
		option := ""
		if i > 1 {
			option = call.arg(i - 1)
		}
		for _, v := range call.args[i] {
			flag, v := operand(v)
			if writing[option] || writing[flag] || call.name == "ssh-keygen" && option == "-f" {
				wrote = in.writePath(v, nil) || wrote
				in.writeBeside(call.name, v)
				continue
			}
			read = addOrigins(read, in.readPath(v, call.c))
		}
	}
	if !filters[call.name] {
		return unknown()
	}
	read = addOrigins(read, call.c.stdin.origins())
	out := opaque(concealed(call.name, in.filtered(call, read)))
	for _, v := range slices.Concat(call.args[1:]...) {
		if file := in.template(v); file != "" {
			out[0].file = file
		}
	}
	for _, v := range call.c.stdin {
		if v.file != "" {
			out[0].file = v.file
		}
		if v.doc != nil {
			out[0].doc = v.doc
		}
	}
	if wrote {
		return nil
	}
	return out
}

// operand is the file part of an argument such as --key=file, name=@file,
// file:path or file://path, and the option before it.
func operand(v value) (flag string, file value) {
	file = v
	for {
		i := strings.IndexAny(file.text, "=@")
		if i < 0 || strings.ContainsAny(file.text[:i], "/~ ") {
			break
		}
		if flag == "" {
			flag = file.text[:i]
		}
		file.text = file.text[i+1:]
	}
	file.text = strings.TrimPrefix(strings.TrimPrefix(file.text, "file:"), "//")
	return flag, file
}

// copyFiles reads all arguments but the last and writes that.
func (in *interpreter) copyFiles(call invocation) values {
	var files []values
	for _, a := range call.args[1:] {
		if !strings.HasPrefix(a.text(), "-") {
			files = append(files, a)
		}
	}
	if len(files) < 2 {
		return nil
	}
	target, sources := files[len(files)-1], files[:len(files)-1]
	var content values
	for _, f := range sources {
		for _, v := range f {
			content = append(content, value{from: in.readPath(v, call.c)})
		}
		if f.text() == "/dev/stdin" {
			content = append(content, call.c.stdin...)
		}
	}
	for _, v := range target {
		in.writePath(below(v, sources), content)
		in.keep(below(v, sources), orPos(v.at, call.at), content, call.c)
	}
	return nil
}

// below is the file that a copy into a directory makes.
func below(target value, sources []values) value {
	if strings.HasSuffix(target.text, "/") && len(sources) == 1 && len(sources[0]) == 1 {
		target.text += path.Base(sources[0][0].text)
		target.known = target.known && sources[0][0].known
	}
	return target
}

func (in *interpreter) tee(call invocation) values {
	for _, a := range call.args[1:] {
		for _, v := range a {
			in.writePath(v, call.c.stdin)
			in.keep(v, orPos(v.at, call.at), call.c.stdin, call.c)
		}
	}
	return call.c.stdin
}
