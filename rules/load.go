package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// schemaFiles describe what policies read: the input and data.tazlint.config.
// They stand beside the built-in policies; lib/config.rego binds the second.
var schemaFiles = map[string]ast.Ref{
	"input.schema.json":  ast.SchemaRootRef,
	"config.schema.json": ast.SchemaRootRef.Append(ast.InternedTerm("config")),
}

// Book is a set of compiled policies. It does not change and may be used by
// several goroutines.
type Book struct {
	rules    []Rule
	compiler *ast.Compiler
	tables   map[string][]string // rule id -> input tables it refers to
	shared   []string            // tables the library refers to
}

// Load compiles the built-in policies and those of the user, which obey the
// same limits: they reach neither network, clock nor environment, and a field
// the input does not have is an error here, not a rule that never fires. The
// schema of the input is read from the built-in policies.
func Load(builtin fs.FS, extra ...fs.FS) (*Book, error) {
	schemas, err := readSchemas(builtin)
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for _, fsys := range append([]fs.FS{builtin}, extra...) {
		if err := collect(fsys, texts); err != nil {
			return nil, fmt.Errorf("load policies: %w", err)
		}
	}
	modules, err := parseAll(texts)
	if err != nil {
		return nil, fmt.Errorf("load policies: %w", err)
	}
	book := &Book{tables: map[string][]string{}}
	if err := book.describe(modules); err != nil {
		return nil, fmt.Errorf("load policies: %w", err)
	}
	book.compiler = ast.NewCompiler().WithCapabilities(hermetic()).WithStrict(true).WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	if book.compiler.Compile(modules); book.compiler.Failed() {
		return nil, fmt.Errorf("load policies: %w", legible(book.compiler.Errors))
	}
	book.findTables()
	return book, nil
}

// Rules lists the rules by id.
func (b *Book) Rules() []Rule { return slices.Clone(b.rules) }

func readSchemas(fsys fs.FS) (*ast.SchemaSet, error) {
	set := ast.NewSchemaSet()
	for file, ref := range schemaFiles {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("load policies: %w", err)
		}
		var schema any
		if err := json.Unmarshal(data, &schema); err != nil {
			return nil, fmt.Errorf("load policies: read %s: %w", file, err)
		}
		set.Put(ref, schema)
	}
	return set, nil
}

// legible tells the errors of a compilation one a line, without OPA's codes,
// and says of a forbidden function that it is forbidden.
func legible(list ast.Errors) error {
	all := make([]error, len(list))
	for i, e := range list {
		said := *e
		if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok && isForbidden(name) {
			said.Message = "policies may not call " + name
		}
		all[i] = errors.New(strings.Replace(said.Error(), said.Code+": ", "", 1))
	}
	return errors.Join(all...)
}

// legibleParse is legible for what the parser returns.
func legibleParse(err error) error {
	var list ast.Errors
	if errors.As(err, &list) {
		return legible(list)
	}
	return err
}

// collect adds the texts of the policies below a file system, tests left out.
func collect(fsys fs.FS, texts map[string][]byte) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		if _, twice := texts[name]; twice {
			return fmt.Errorf("%s: there is another policy of that name", name)
		}
		texts[name], err = fs.ReadFile(fsys, name)
		return err
	})
}

// parseAll parses the policies in parallel.
func parseAll(texts map[string][]byte) (map[string]*ast.Module, error) {
	names := sortedKeys(texts)
	modules, errs := make([]*ast.Module, len(names)), make([]error, len(names))
	opt := ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: hermetic()}
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			module, err := ast.ParseModuleWithOpts(name, string(texts[name]), opt)
			modules[i], errs[i] = module, legibleParse(err)
		})
	}
	wg.Wait()
	parsed := make(map[string]*ast.Module, len(names))
	for i, name := range names {
		if errs[i] == nil && modules[i] == nil {
			errs[i] = fmt.Errorf("%s: empty policy", name)
		}
		parsed[name] = modules[i]
	}
	return parsed, errors.Join(errs...)
}

// describe reads the METADATA of every rule.
func (b *Book) describe(modules map[string]*ast.Module) error {
	var errs []error
	for _, file := range sortedKeys(modules) {
		if isLibrary(file) {
			continue
		}
		rule, err := readRule(file, modules[file])
		errs = append(errs, err)
		b.rules = append(b.rules, rule)
	}
	return errors.Join(errs...)
}

func isLibrary(file string) bool { return strings.HasPrefix(file, "lib/") }

// findTables notes which tables of the input each compiled policy refers to.
func (b *Book) findTables() {
	for file, m := range b.compiler.Modules {
		if isLibrary(file) {
			b.shared = append(b.shared, tablesOf(m)...)
			continue
		}
		b.tables[strings.TrimSuffix(file, ".rego")] = tablesOf(m)
	}
}

// tablesOf lists the tables of the input that a module refers to, as
// "table.group" where it names a group of one: all of them where it takes the
// input as a whole or computes a table's name.
func tablesOf(m *ast.Module) []string {
	var names []string
	ast.WalkRefs(m, func(r ast.Ref) bool {
		if !r.HasPrefix(ast.InputRootRef) {
			return false
		}
		table, group := constant(r, 1), constant(r, 2)
		switch {
		case table == "":
			names = append(names, tableNames()...)
		case group == "":
			names = append(names, table)
		default:
			names = append(names, table+"."+group)
		}
		return false
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// constant is the i-th element of a reference when it is a fixed text.
func constant(r ast.Ref, i int) string {
	if i < len(r) {
		if s, ok := r[i].Value.(ast.String); ok {
			return string(s)
		}
	}
	return ""
}
