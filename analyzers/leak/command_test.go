package leak_test

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var makefiles = []example{
	{"DB_PASSWORD := winterwalk\n", []string{inline + `winterwalk`}},
	{"a: export DB_PASSWORD ?= 'winterwalk'\n", []string{inline + `winterwalk`}},
	{"a:\n\t@docker login -u me \\\n\t  -p winterwalk $(HOST)\n", []string{inline + `winterwalk`}},
	{"a:\n\tx=$$(pwd); mysql -pwinterwalk $$x\n", []string{inline + `winterwalk`}},
	{"URL = postgres://app:winterwalk@$(HOST)/app\n", []string{inline + `postgres://app:winterwalk@$(HOST)/app`}},
}

var harmlessMakefiles = []string{
	"DB_PASSWORD := $(shell pass show winterwalk)\n",
	"DB_PASSWORD ?= $(PREFIX)winterwalk\n",
	"a:\n\tmysql -p$(PASSWORD) -p$$PASSWORD -p${PASSWORD} -p\"$$(pass show db)\"\n",
	"a: ## print the password: winterwalk\n\t@echo password: winterwalk\n",
	"TEST_DB_PASSWORD = winterwalk\nPOSTGRES_PASSWORD = postgres\n",
	"# DB_PASSWORD = winterwalk\n",
	"define x\nendef\n\tif then password\n",
}

var justfiles = []example{
	{"export DB_PASSWORD := 'winterwalk' # x\n", []string{inline + `winterwalk`}},
	{"a user password=\"winterwalk\":\n    serve\n", []string{inline + `winterwalk`}},
	{"a:\n    @curl -u {{user}}:winterwalk https://x.example.net\n", []string{inline + `winterwalk`}},
}

var harmlessJustfiles = []string{
	"password := env_var('winterwalk')\n",
	"password := `pass show winterwalk`\n",
	"a password='':\n    curl -u me:{{password}} https://x.example.net\n",
	"a:\n    #!/usr/bin/env node\n    serve --password winterwalk\n",
}

var statements = []example{
	{"CREATE USER 'a'@'%' IDENTIFIED BY 'winterwalk';\n", []string{inline + `winterwalk`}},
	{"alter role app\n  with login password 'winterwalk';\n", []string{inline + `winterwalk`}},
	{"CREATE LOGIN app WITH PASSWORD = N'winterwalk';\n", []string{inline + `winterwalk`}},
	{"CREATE USER app IDENTIFIED BY \"winterwalk\";\n", []string{inline + `winterwalk`}},
	{"CREATE ROLE app PASSWORD 'app';\n", []string{weak + `app`}},
}

var harmlessStatements = []string{
	"-- CREATE USER a IDENTIFIED BY 'winterwalk';\n",
	"CREATE USER a IDENTIFIED BY '%s';\nALTER ROLE a PASSWORD '{{ password }}';\n",
	"ALTER ROLE a PASSWORD 'md50123456789abcdef0123456789abcdef';\n",
	"ALTER ROLE a SET search_path TO 'x'; SELECT 'password', 'winterwalk';\n",
	"CREATE USER a IDENTIFIED VIA unix_socket;\n",
}

var units = []example{
	{"[Service]\nExecStart=-/bin/sh -c 'mysql -pwinterwalk app'\n", []string{inline + `winterwalk`}},
	{"[Service]\nExecStart=/bin/x \\\n  # a remark\n  -u a\nExecStop=mysql \\\n  -pwinterwalk\n", []string{inline + `winterwalk`}},
}

var commandFiles = []struct {
	name     string
	examples []example
	harmless []string
}{
	{"Makefile", makefiles, harmlessMakefiles},
	{"justfile", justfiles, harmlessJustfiles},
	{"schema.sql", statements, harmlessStatements},
	{"x.service", units, []string{"[Service]\nExecStart=mysql -p${PASSWORD}\nExecStop=/bin/sh -c 'broken\n"}},
	{"package.json", []example{{`{"scripts": {"password": "mysql -pwinterwalk app"}}`, []string{inline + `winterwalk`}}}, []string{`{"scripts": {"password": "node winterwalk.js"}}`}},
	{"tasks/main.yml", []example{
		{"- shell: \"mysql -p\\\"winterwalk\\\" app\"\n", []string{inline + `winterwalk`}},
		{"- ansible.builtin.shell: |\n    cd /x\n    mysql -pwinterwalk {{ db }}\n", []string{inline + `winterwalk`}},
	}, []string{"- shell: mysql -p{{ password }} app\n", "- shell: \"mysql -p'broken\"\n"}},
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for _, f := range commandFiles {
		checkExamples(t, f.name, f.examples, f.harmless)
	}
}

func FuzzCommands(f *testing.F) {
	for i, c := range commandFiles {
		for _, e := range c.examples {
			f.Add(uint8(i), e.text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		name := commandFiles[int(which)%len(commandFiles)].name
		leak.Literals(t.Context(), source.New("repo", map[string][]byte{name: []byte(text)}))
	})
}
