package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/migration"
)

var _ = register(command{
	name:  "init",
	args:  "[PATH]",
	short: "write a commented " + configName + " from what is detected",
	setup: setupInit,
})

func setupInit(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var w workspaceFlags
	flags.StringArrayVar(&w.repos, "repo", nil, "use a directory as vault, bootstrap or gitops repository, as `ROLE=PATH`; repeatable")
	schema := flags.Bool("schema", false, "print the JSON Schema of "+configName+" instead")
	return func(ctx context.Context, a *app, args []string) error {
		if *schema {
			text, err := configSchema()
			if err != nil {
				return fmt.Errorf("print schema: %w", err)
			}
			return a.writeOutput("-", text)
		}
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		return a.init(ctx, &w, path)
	}
}

func (a *app) init(ctx context.Context, w *workspaceFlags, path string) error {
	dir, err := filepath.Abs(path)
	if err != nil || !isDir(dir) {
		return usagef("%s is not a directory", path)
	}
	ws := &workspace{cfg: &config{}, dir: dir}
	if err := ws.addFlags(w.repos); err != nil {
		return err
	}
	if len(ws.repos) == 0 {
		ws.addDetected()
	}
	if len(ws.repos) == 0 {
		return noInput(dir)
	}
	a.tellEach(ws.notes)
	file := filepath.Join(dir, configName)
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usagef("%s exists; edit it or remove it first", file)
	}
	if err != nil {
		return wrapWrite(file, err)
	}
	_, err = out.Write(ws.draft(ws.storeNames(ctx)))
	if closing := out.Close(); err == nil {
		err = closing
	}
	if err == nil {
		writef(a.out, "wrote %s", file)
	}
	return wrapWrite(file, err)
}

// draft is a configuration that says what detection found and, in comments,
// what else can be said. The stores are those that a move may have for its ends.
func (ws *workspace) draft(stores []string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Configuration of tazlint. \"tazlint init --schema\" prints its JSON Schema.\nversion: %d\n\n", configVersion)
	fmt.Fprint(&b, "# The repositories of the workspace; paths are relative to this file. With facts: FILE a\n"+
		"# repository that is not checked out is known by what \"tazlint compile -o FILE\" wrote there.\nrepos:\n")
	for _, r := range ws.repos {
		rel, err := filepath.Rel(ws.dir, r.dir)
		if err != nil {
			rel = r.dir
		}
		fmt.Fprintf(&b, "  %s: {path: %s, role: [%s]}\n", yamlWord(r.name), yamlWord(filepath.ToSlash(rel)), rolesLine(r.roles))
	}
	from, to, known := "old-store", "new-store", ""
	if len(stores) > 1 {
		from, to, known = yamlWord(stores[0]), yamlWord(stores[1]), " The stores here: "+strings.Join(stores, ", ")+"."
	}
	fmt.Fprintf(&b, draftComments, known, from, to)
	return b.Bytes()
}

// storeNames are the stores of the workspace, as far as it can be understood.
func (ws *workspace) storeNames(ctx context.Context) []string {
	linked, _, err := ws.link(ctx)
	if err != nil {
		return nil // the draft only says less
	}
	names, _ := migration.Names(linked)
	return slices.DeleteFunc(names, func(name string) bool { return !plainWord.MatchString(name) || strings.Contains(name, "/") })
}

// plainWord needs no quotes in YAML and means itself.
var plainWord = regexp.MustCompile(`^[A-Za-z./_][A-Za-z0-9./_-]*$`)

func yamlWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return strconv.QuoteToASCII(s)
}

const draftComments = `
# Where entries of the operator's vault materialise, and entries that are not detected.
# vault:
#   mount: ~/secrets
#   entries: [github-token]

# Lists of the names a backend holds, one a line, as "tazlint inventory" writes them. Without one, remote keys
# cannot be judged.
# inventory:
#   - {backend: kv, mount: secret, file: inventory/vault.txt}
#   - {backend: gopass, file: inventory/gopass.txt}

# A move from some stores to another, for "tazlint migrate", "tazlint ready" and the rules migration/*.%s
# migration:
#   from: [%s]
#   to: %s
#   convention: apps/{namespace}/{KEY}#value
#   map:
#     API_TOKEN: apps/web/API_TOKEN#value
#     /mail/*: apps/mail/*#value
#   phase: planned    # planned, window, done

# Places that something outside every repository defines.
# externs:
#   - {symbol: "secret:*/flux-system/sops-age", reason: applied by hand}

# Severities of rules or categories: error, warning, info, off.
# rules:
#   rotation/no-reload: {severity: info}

# Findings that do not count.
# ignore:
#   - {rule: reference/unlisted-manifest, path: "legacy/**", reason: kept for history, until: 2030-01-31}

# Findings that are known, as "tazlint baseline" writes them.
# baseline: .tazlint-baseline.jsonl

# Files to leave out, in every repository.
# exclude: ["docs/**"]
`
