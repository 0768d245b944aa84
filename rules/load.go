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

// Book is a set of policies. It may be used by several goroutines.
type Book struct {
	texts    map[string][]byte  // by file: <category>/<rule>.rego and lib/*.rego
	outlines map[string]outline // by rule id
	shared   []string           // tables the library refers to

	mu       sync.Mutex
	rules    []Rule        // those read so far, by id
	compiler *ast.Compiler // of all policies; nil where they are compiled as they are needed
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
	book, err := open(append([]fs.FS{builtin}, extra...))
	if err != nil {
		return nil, fmt.Errorf("load policies: %w", err)
	}
	modules, err := book.read(sortedKeys(book.texts))
	if err != nil {
		return nil, fmt.Errorf("load policies: %w", err)
	}
	book.compiler = newCompiler().WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	if book.compiler.Compile(modules); book.compiler.Failed() {
		return nil, fmt.Errorf("load policies: %w", legible(book.compiler.Errors))
	}
	return book, nil
}

// Open trusts policies that Load has accepted before, as tests do with those
// built in: each is read when there is something it could speak of, and what
// there is mostly concerns few.
func Open(builtin fs.FS) (*Book, error) {
	book, err := open([]fs.FS{builtin})
	if err != nil {
		return nil, fmt.Errorf("open policies: %w", err)
	}
	return book, nil
}

func open(all []fs.FS) (*Book, error) {
	book := &Book{texts: map[string][]byte{}, outlines: map[string]outline{}}
	for _, fsys := range all {
		if err := collect(fsys, book.texts); err != nil {
			return nil, err
		}
	}
	for file, text := range book.texts {
		if o := outlineOf(text); isLibrary(file) {
			book.shared = append(book.shared, o.tables...)
		} else {
			book.outlines[strings.TrimSuffix(file, ".rego")] = o
		}
	}
	return book, nil
}

func newCompiler() *ast.Compiler {
	return ast.NewCompiler().WithCapabilities(hermetic()).WithStrict(true)
}

// Rules lists the rules by id: all of a loaded book, of an opened one those
// that had something to judge.
func (b *Book) Rules() []Rule {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.rules)
}

// IDs lists the ids of all rules.
func (b *Book) IDs() []string { return sortedKeys(b.outlines) }

func (b *Book) has(id string) bool {
	_, exists := b.outlines[id]
	return exists
}

// compiled returns the rules of some ids and a compiler that has them.
func (b *Book) compiled(ids []string) ([]Rule, *ast.Compiler, error) {
	compiler := b.compiler
	if compiler == nil && len(ids) > 0 {
		files := slices.DeleteFunc(sortedKeys(b.texts), func(file string) bool {
			return !isLibrary(file) && !slices.Contains(ids, strings.TrimSuffix(file, ".rego"))
		})
		modules, err := b.read(files)
		if err != nil {
			return nil, nil, err
		}
		compiler = newCompiler()
		if compiler.Compile(modules); compiler.Failed() {
			return nil, nil, legible(compiler.Errors)
		}
	}
	chosen := slices.DeleteFunc(b.Rules(), func(r Rule) bool { return !slices.Contains(ids, r.ID) })
	return chosen, compiler, nil
}

// read parses policies and notes what the rules among them say of themselves.
func (b *Book) read(files []string) (map[string]*ast.Module, error) {
	modules, err := parseAll(files, b.texts)
	if err != nil {
		return nil, err
	}
	var errs []error
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, file := range files {
		if isLibrary(file) {
			continue
		}
		rule, err := readRule(file, modules[file])
		errs = append(errs, err)
		if at, known := slices.BinarySearchFunc(b.rules, rule.ID, func(r Rule, id string) int { return strings.Compare(r.ID, id) }); !known {
			b.rules = slices.Insert(b.rules, at, rule)
		}
	}
	return modules, errors.Join(errs...)
}

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

// parseAll parses policies in parallel.
func parseAll(names []string, texts map[string][]byte) (map[string]*ast.Module, error) {
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

func isLibrary(file string) bool { return strings.HasPrefix(file, "lib/") }
