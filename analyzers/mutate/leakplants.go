package mutate

import "slices"

// The endings of files, as expressions of paths.
const (
	yamlFiles   = `\.ya?ml$`
	hclFiles    = `\.tf$`
	scriptFiles = `\.(?:sh|bash)$`
)

// manifestText tells files of Kubernetes by what they hold.
const manifestText = `(?m)^apiVersion: [^\n]+\n(?:[^\n]*\n)*?kind: `

// aSecret and aField are the rules that tell a value by its place.
var (
	aSecret = []string{"leak/plaintext-secret"}
	aField  = []string{"leak/inline-credential"}
	aFormat = []string{"leak/credential", "leak/inline-credential", "leak/plaintext-secret"}
	aFile   = []string{"leak/committed-material"}
	inSops  = []string{"leak/unencrypted-file"}
)

// ofSecret are values that an entry of a Secret has no other reason to hold.
var ofSecret = []string{"the name of a Secret", "a path"}

// unescaped are the passwords that an address holds as they are.
func unescaped() []value {
	return slices.DeleteFunc(slices.Clone(passwords), func(v value) bool { return v.special || v.sort == "base64" })
}

// plants are the ways to write a value into a repository. No value holds a
// quote or a backslash, so that each can stand between quotes.
var plants = []plant{
	// Manifests of Kubernetes.
	{what: "in place of a secretKeyRef", files: yamlFiles, rules: aField,
		at:    `(?m)^( *)- name: ["']?(?P<name>\w+)["']?\n( *)valueFrom:\n *secretKeyRef:\n(?: *(?:name|key|optional): [^&\n]*\n?)+`,
		texts: []string{"${1}- name: ${name}\n${3}value: \"VALUE\"\n"}},
	{what: "in place of a secretKeyRef of a named variable", files: yamlFiles, rules: aField,
		at:    `(?m)^( *)(?P<name>[A-Z][A-Z0-9_]*):\n( *)valueFrom:\n *secretKeyRef:\n(?: *(?:name|key|optional): [^&\n]*\n?)+`,
		texts: []string{"${1}${name}:\n${3}value: \"VALUE\"\n", "${1}${name}: \"VALUE\"\n"}},
	{what: "in values of a HelmRelease", files: yamlFiles, holds: `(?m)^kind: HelmRelease\s*$`, rules: aField,
		at: `(?m)^  values:\n`, texts: []string{
			"${0}    adminPassword: \"VALUE\"\n", "${0}    auth:\n      rootPassword: VALUE\n", "${0}    config:\n      oidc:\n        clientSecret: 'VALUE'\n",
			"${0}    leftByAMutant:\n      settings: |\n        [database]\n        password = VALUE\n",
		}, plain: true},
	{what: "in special characters in values of a HelmRelease", files: yamlFiles, holds: `(?m)^kind: HelmRelease\s*$`, rules: aField,
		at: `(?m)^  values:\n`, texts: []string{"${0}    adminPassword: \"VALUE\"\n", "${0}    auth: {password: 'VALUE'}\n"}},
	{what: "in a file of values", add: "left-by-a-mutant-values.yaml", rules: aField, texts: []string{
		"replicas: 2\nadminPassword: \"VALUE\"\n", "auth:\n  enabled: true\n  password: 'VALUE'\n", "env:\n- name: API_TOKEN\n  value: \"VALUE\"\n", "env:\n  DB_PASSWORD: \"VALUE\"\n",
	}},
	{what: "in an empty field", files: yamlFiles, rules: aField,
		at: `(?m)^([ -]*)(?P<name>\w+): (?:""|'')[ \t]*$`, texts: []string{`${1}${name}: "VALUE"`}},
	{what: "in place of a variable or a template", files: yamlFiles, rules: aFormat,
		at: `(?m)^([ -]*)(?P<name>[\w-]+): ["']?(?:\$\{\w+\}|\{\{[^}\n]*\}\})["']?[ \t]*$`, texts: []string{`${1}${name}: "VALUE"`}, but: ofSecret},
	{what: "in a Secret", files: yamlFiles, holds: manifestText, rules: aSecret, but: ofSecret,
		at: `\z`, texts: []string{
			"\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: left-by-a-mutant\nstringData:\n  password: \"VALUE\"\n",
			"\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: left-by-a-mutant\ndata:\n  password: BASE64\n",
			"\n---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: left-by-a-mutant}\n  stringData: {api-token: 'VALUE'}\n",
		}},
	{what: "in the template of an ExternalSecret", files: yamlFiles, holds: manifestText, rules: aField, but: ofSecret,
		at: `\z`, texts: []string{
			"\n---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: left-by-a-mutant\nspec:\n  target:\n    template:\n      data:\n        host: db\n        password: \"VALUE\"\n",
		}},
	{what: "in a ConfigMap", files: yamlFiles, holds: manifestText, rules: aField, at: `\z`, texts: []string{
		"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: left-by-a-mutant\ndata:\n  DB_HOST: db\n  DB_PASSWORD: \"VALUE\"\n",
		"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: left-by-a-mutant\ndata:\n  app.yaml: |\n    db:\n      host: db\n      password: \"VALUE\"\n",
		"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: left-by-a-mutant\ndata:\n  app.env: |\n    DB_HOST=db\n    DB_PASSWORD='VALUE'\n",
		"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: left-by-a-mutant\ndata:\n  app.json: |\n    {\"db\": {\"host\": \"db\", \"password\": \"VALUE\"}}\n",
	}},
	{what: "in a secretGenerator", files: `(?:^|/)kustomization\.ya?ml$`, rules: []string{"leak/plaintext-secret", "leak/inline-credential"}, but: ofSecret,
		holds: `(?m)^resources:`, lacks: `(?m)^secretGenerator:`, at: `(?m)^resources:`, texts: []string{"secretGenerator:\n- name: left-by-a-mutant\n  literals:\n  - user=app\n  - 'password=VALUE'\n${0}"}},
	{what: "in a patch of a kustomization", files: `(?:^|/)kustomization\.ya?ml$`, rules: []string{"leak/plaintext-secret", "leak/inline-credential"},
		holds: `(?m)^resources:`, at: `(?m)^resources:`, texts: []string{
			"patchesStrategicMerge:\n- |\n  apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: app}\n  spec:\n    template:\n      spec:\n        containers:\n        - name: app\n          env:\n          - name: DB_PASSWORD\n            value: \"VALUE\"\n${0}",
		}},
	{what: "in an argument of a container", files: yamlFiles, holds: manifestText, rules: aField, at: `\z`, texts: []string{
		"\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: left-by-a-mutant\nspec:\n  containers:\n  - name: app\n    image: app\n    args:\n    - --listen=:80\n    - \"--db-password=VALUE\"\n",
	}, but: []string{"a path"}},
	{what: "in an address", files: yamlFiles, holds: manifestText, rules: aFormat, at: `\z`, plain: true, but: []string{"an address in a vault", "the name of a Secret", "a path", "nothing"},
		leaks: unescaped(), clean: []value{harmlessValues[0], harmlessValues[3]},
		texts: []string{
			"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: left-by-a-mutant\ndata:\n  DATABASE_URL: postgres://app:VALUE@db:5432/app\n",
		}},

	// Terraform.
	{what: "in place of a reference in Terraform", files: hclFiles, rules: aField,
		at: `(?m)^(\s*)(?P<name>\w+)(\s*)= (?:var|local|data|module|random_password)\.[\w.]+(?:\[[^\]\n]*\])?[ \t]*$`, texts: []string{`${1}${name}${3}= "VALUE"`}},
	{what: "in a file of Terraform", add: "left_by_a_mutant.tf", rules: aField, texts: []string{
		"variable \"db_password\" {\n  type    = string\n  default = \"VALUE\"\n}\n", "locals {\n  region         = \"eu\"\n  admin_password = \"VALUE\"\n}\n",
		"resource \"example_database\" \"db\" {\n  name     = \"db\"\n  password = \"VALUE\"\n}\n", "provider \"example\" {\n  api_token = \"VALUE\"\n}\n",
		"resource \"helm_release\" \"app\" {\n  name   = \"app\"\n  values = [yamlencode({ auth = { password = \"VALUE\" } })]\n}\n",
	}},
	{what: "in a file of variables for Terraform", add: "left_by_a_mutant.tfvars", rules: aField, texts: []string{"region = \"eu\"\ndb_password = \"VALUE\"\n", "api_token = \"VALUE\"\n"}},

	// Scripts, images, pipelines.
	{what: "at the end of a script", files: scriptFiles, rules: aField, at: `\z`, texts: []string{
		"\nexport DB_PASSWORD='VALUE'\n", "\nexport API_TOKEN='VALUE'\n", "\nmysqldump --user=app --password='VALUE' app\n",
	}, but: []string{"an encrypted value"}},
	{what: "in a script", add: "left-by-a-mutant.sh", rules: aField, texts: []string{
		"#!/bin/sh\nset -eu\nexport DB_PASSWORD='VALUE'\n", "#!/usr/bin/env bash\nAPI_TOKEN='VALUE'\ncurl -H \"Authorization: Bearer $API_TOKEN\" https://example.net\n",
		"#!/bin/sh\nmysqldump --user=app --password='VALUE' app\n",
		"#!/bin/sh\nPGPASSWORD='VALUE' psql -h db app\n", "#!/bin/sh\ncat > app.ini <<EOT\n[db]\npassword = 'VALUE'\nEOT\n",
	}},
	{what: "in a Secret that a script makes", add: "left-by-a-mutant-secret.sh", rules: aSecret, but: ofSecret, texts: []string{"#!/bin/sh\nkubectl create secret generic app --from-literal=user=app --from-literal=password='VALUE'\n"}},
	{what: "in a Dockerfile", add: "left-by-a-mutant.Dockerfile", rules: aField, texts: []string{
		"FROM debian:12\nENV DB_PASSWORD='VALUE'\n", "FROM debian:12\nARG ADMIN_PASSWORD='VALUE'\n", "FROM debian:12\nENV MODE=production \\\n    API_TOKEN='VALUE'\n", "FROM debian:12\nRUN useradd app && app login --password 'VALUE'\n",
	}},
	{what: "in a pipeline", add: ".github/workflows/left-by-a-mutant.yaml", rules: aField, texts: []string{
		"on: push\nenv:\n  DB_PASSWORD: \"VALUE\"\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: make\n",
		"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: make\n      env:\n        API_TOKEN: 'VALUE'\n",
		"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: |\n        make\n        export DEPLOY_PASSWORD='VALUE'\n",
		"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: docker/login-action@v3\n      with:\n        username: app\n        password: \"VALUE\"\n",
	}},
	{what: "in a file of Compose", add: "left-by-a-mutant/docker-compose.yaml", rules: aField, texts: []string{
		"services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: \"VALUE\"\n", "services:\n  db:\n    image: postgres:17\n    environment:\n    - \"POSTGRES_PASSWORD=VALUE\"\n",
	}},

	// Settings of programs.
	{what: "in a dotenv file", add: "left-by-a-mutant.env", rules: aField, texts: []string{"MODE=production\nDB_PASSWORD='VALUE'\n", "export API_TOKEN='VALUE'\n", "SMTP_PASS=VALUE\n"}},
	{what: "in JSON", add: "left-by-a-mutant.json", rules: aField, texts: []string{"{\n  \"user\": \"app\",\n  \"password\": \"VALUE\"\n}\n", "{\"api\": {\"url\": \"https://example.net\",\n \"apiToken\": \"VALUE\"}}\n"}},
	{what: "in TOML", add: "left-by-a-mutant.toml", rules: aField, texts: []string{"[db]\nhost = \"db\"\npassword = \"VALUE\"\n", "[api]\napi_token = 'VALUE'\n", "db = { host = \"db\", password = \"VALUE\" }\n"}},
	{what: "in INI", add: "left-by-a-mutant.ini", rules: aField, texts: []string{"[db]\nhost = db\npassword = VALUE\n", "[api]\napi_token: VALUE\n"}},
	{what: "in properties", add: "left-by-a-mutant.properties", rules: aField, texts: []string{"db.host=db\ndb.password=VALUE\n", "api.token = VALUE\n"}},
	{what: "in a .conf file", add: "left-by-a-mutant.conf", rules: aField, texts: []string{"host = db\npassword = \"VALUE\"\n", "port 6379\nrequirepass \"VALUE\"\n"}},
	{what: "in variables of Ansible", add: "group_vars/left_by_a_mutant.yml", rules: aField, texts: []string{"ansible_user: app\nansible_become_password: \"VALUE\"\n", "db:\n  host: db\n  password: 'VALUE'\n"}},
	{what: "in a unit of systemd", add: "left-by-a-mutant.service", rules: aField, texts: []string{"[Service]\nEnvironment=\"DB_PASSWORD=VALUE\"\nExecStart=/usr/bin/app\n"}, but: []string{"a variable"}},

	// What is secret wherever it stands.
	{what: "in a comment", files: `\.(?:ya?ml|tf|sh)$`, rules: aFormat, leaks: formats, clean: digests, at: `\z`, texts: []string{"\n# the old one was VALUE\n"}},
	{what: "as a private key", add: "left-by-a-mutant.pem", rules: aFile, whole: true, leaks: privateKeys, clean: publicKeys, texts: []string{"VALUE"}},
	{what: "as a kubeconfig", add: "left-by-a-mutant.kubeconfig", rules: aFile, whole: true, leaks: encodedKeys, clean: noKeys, texts: []string{
		"apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {server: \"https://192.0.2.1:6443\"}\nusers:\n- name: u\n  user:\n    client-key-data: VALUE\n",
	}},
	{what: "in a state of Terraform", add: "left-by-a-mutant.tfstate", rules: aFile, whole: true, clean: []value{}, texts: []string{
		"{\n  \"version\": 4,\n  \"lineage\": \"left-by-a-mutant\",\n  \"outputs\": {\"password\": {\"value\": \"VALUE\"}},\n  \"resources\": []\n}\n",
	}},
	{what: "in place of what sops has encrypted", files: yamlFiles, holds: `(?m)^sops:`, rules: inSops,
		clean: []value{{sort: sealedSort, make: sealed}},
		at:    `(?m)^(\s*)(?P<name>[\w.-]+): ENC\[[^\]\n]*\]$`, texts: []string{`${1}${name}: "VALUE"`}},
}
