package identity

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

// operation is a command of the AWS client and the actions that it needs on its
// first and second object.
// Source: AWS's documentation, "Actions, resources, and condition keys for
// Amazon S3".
type operation struct{ first, second []string }

var operations = map[string]operation{
	"cp":            {[]string{"s3:GetObject"}, []string{"s3:PutObject"}},
	"sync":          {[]string{"s3:GetObject"}, []string{"s3:PutObject"}},
	"mv":            {[]string{"s3:GetObject", "s3:DeleteObject"}, []string{"s3:PutObject"}},
	"rm":            {[]string{"s3:DeleteObject"}, nil},
	"get-object":    {[]string{"s3:GetObject"}, nil},
	"head-object":   {[]string{"s3:GetObject"}, nil},
	"put-object":    {[]string{"s3:PutObject"}, nil},
	"delete-object": {[]string{"s3:DeleteObject"}, nil},
}

var (
	highLevel = expr.New(`\baws\s+(?:--\S+\s+(?:[\w.-]+\s+)?)*s3\s+(cp|sync|mv|rm)\s+([^|;&#]*)`)
	lowLevel  = expr.New(`\baws\s+(?:--\S+\s+(?:[\w.-]+\s+)?)*s3api\s+((?:get|put|head|delete)-object)\s+([^|;&#]*)`)
	bucketOpt = expr.New(`--bucket[= ]["']?([^\s"']+)`)
	keyOpt    = expr.New(`--key[= ]["']?([^\s"']+)`)
	stream    = expr.New(`(^|\s)-(\s)`) // standard input or output as an operand
	operand   = expr.New(`(?:^|\s)["']?((?:s3://)?[^\s"'-][^\s"']*)`)
)

// objects refers to the objects of buckets that a program reads and writes.
func (r *reader) objects(t *text) {
	if program.MatchString(t.file.Path) {
		r.constants(t)
		return
	}
	vars := assignments(t.raw)
	t.each(func(number int, line string) {
		if strings.Contains(line, "--endpoint-url") {
			return // another provider, which knows no IAM
		}
		for _, m := range highLevel.FindAllStringSubmatchIndex(line, -1) {
			r.highLevel(t, vars, number, line, m)
		}
		for _, m := range lowLevel.FindAllStringSubmatchIndex(line, -1) {
			rest := line[m[4]:m[5]]
			bucket, key := bucketOpt.FindStringSubmatch(rest), keyOpt.FindStringSubmatchIndex(rest)
			if bucket != nil && key != nil {
				at := t.at(number, m[4]+key[2], m[4]+key[3])
				r.object(t, vars.expand(bucket[1]), vars.expand(rest[key[2]:key[3]]), operations[line[m[2]:m[3]]].first, at)
			}
		}
	})
}

// highLevel reads the operands of aws s3. A directory, and everything below it,
// is a key that ends in a slash.
func (r *reader) highLevel(t *text, vars variables, number int, line string, m []int) {
	op, rest := line[m[2]:m[3]], stream.ReplaceAllString(line[m[4]:m[5]], "${1}_${2}")
	needs := operations[op]
	wide := op == "sync" || strings.Contains(rest, "--recursive")
	for i, w := range operand.FindAllStringSubmatchIndex(rest, 2) {
		location, remote := strings.CutPrefix(vars.expand(rest[w[2]:w[3]]), "s3://")
		if !remote {
			continue
		}
		bucket, key, _ := strings.Cut(location, "/")
		if (wide || key == "") && !strings.HasSuffix(key, "/") {
			key += "/"
		}
		actions := [][]string{needs.first, needs.second}[i]
		if i == 1 && strings.Contains(rest, "--delete") {
			actions = append(slices.Clone(actions), "s3:DeleteObject")
		}
		r.object(t, bucket, key, actions, t.at(number, m[4]+w[2], m[4]+w[3]))
	}
}

// object refers to an object, by each action. One whose name ends in what is
// not known lies in a known directory all the same.
func (r *reader) object(t *text, bucket, key string, actions []string, at facts.Pos) {
	if dir, _, unsure := strings.Cut(key, "$"); unsure {
		if known := dir[:strings.LastIndexByte(dir, '/')+1]; known != "" {
			key = known
		}
	}
	ref := facts.Ref{From: t.symbol(), To: facts.New(facts.Identity, facts.Bucket, bucket, key), Rel: facts.RelBears, At: at}
	if !aBucket.MatchString(bucket) || !aKey.MatchString(key) {
		ref.To, ref.Unknown = facts.New(facts.Identity, facts.Bucket, "*", "*"), facts.NotFollowed
		r.part.Ref(ref)
		return
	}
	for _, action := range actions {
		each := ref
		each.To = ref.To.WithKey(action)
		r.part.Ref(each)
	}
	if len(actions) == 0 {
		r.part.Ref(ref)
	}
}

// variables are those of a script that have one known text.
type variables map[string]string

var (
	assignment = expr.New(`(?m)^[ \t]*(?:export[ \t]+|local[ \t]+|readonly[ \t]+|declare[ \t]+(?:-\w+[ \t]+)?)*([A-Za-z_]\w*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"';&|]*))`)
	usage      = expr.New(`\$(?:\{([A-Za-z_]\w*)(?::[-=]([^{}$]*))?\}|([A-Za-z_]\w*))`)
)

// assignments are the variables of a script that it assigns once, or always
// alike.
func assignments(raw string) variables {
	vars, unsure := variables{}, map[string]bool{}
	for _, m := range assignment.FindAllStringSubmatch(raw, -1) {
		name, value := m[1], m[2]+m[3]+m[4]
		if literal.Sensitive(name) {
			continue // whatever it holds is no name
		}
		if old, known := vars[name]; known && old != value {
			unsure[name] = true
		}
		vars[name] = value
	}
	for name := range unsure {
		delete(vars, name)
	}
	return vars
}

// maxRounds bounds how often a text is expanded: variables may be made of
// others.
const maxRounds = 4

// expand replaces the variables that are known, and those with a default.
func (v variables) expand(text string) string {
	for range maxRounds {
		if !strings.Contains(text, "$") || len(text) > 1024 {
			break
		}
		text = usage.ReplaceAllStringFunc(text, func(use string) string {
			m := usage.FindStringSubmatch(use)
			if value, known := v[m[1]+m[3]]; known && !strings.Contains(value, use) {
				return value
			}
			if m[2] != "" {
				return m[2]
			}
			return use
		})
	}
	return text
}

// program matches files whose constants are read; constant a text given to a
// name there.
var (
	program    = expr.New(`\.(?:go|py|ts|js|rs)$`)
	constant   = expr.New(`\b(\w*)(?:\s+string)?\s*(?::=|=|:)\s*["'` + "`" + `]([A-Za-z0-9][A-Za-z0-9._/-]*)["'` + "`" + `]`)
	bucketName = expr.New(`(?i)bucket`)
	keyName    = expr.New(`(?i)key|object`)
	aBucket    = expr.New(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	aKey       = expr.New(`^[A-Za-z0-9!_.()/=+-]*$`)
	aFile      = expr.New(`^[a-z0-9][a-z0-9._-]{0,40}(?:/[a-z0-9._-]{1,40})+\.[a-z0-9]{1,8}$`) // no key of a login looks like that
)

// noteBuckets keeps the names that constants of programs give to buckets.
func (r *reader) noteBuckets(t *text) {
	if !program.MatchString(t.file.Path) || testFile(t.file.Path) {
		return
	}
	for _, m := range constant.FindAllStringSubmatch(t.raw, -1) {
		if bucketName.MatchString(m[1]) && aBucket.MatchString(m[2]) && !slices.Contains(r.buckets, m[2]) {
			r.buckets = append(r.buckets, m[2])
		}
	}
}

func testFile(name string) bool {
	return strings.Contains(name, "_test.") || strings.Contains(name, ".test.")
}

// constants refers to the objects that constants of a program name, where its
// repository names one bucket: which of several is meant cannot be said.
func (r *reader) constants(t *text) {
	if len(r.buckets) != 1 || testFile(t.file.Path) {
		return
	}
	t.each(func(number int, line string) {
		m := constant.FindStringSubmatchIndex(line)
		if m == nil || !keyName.MatchString(line[m[2]:m[3]]) || !aFile.MatchString(line[m[4]:m[5]]) {
			return
		}
		r.object(t, r.buckets[0], line[m[4]:m[5]], nil, t.at(number, m[4], m[5]))
	})
}
