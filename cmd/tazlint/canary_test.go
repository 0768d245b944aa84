package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/rules/report"
)

// nest fills a workspace with values that stand in every place a front end
// reads, most of them in files that do not even parse. Each %d becomes part of a
// canary of its own.
var nest = map[string]string{
	"gitops/secret.yaml":                        "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: n}\nstringData:\n  password: tzcanary-%d-Kq2mVx9\n  url: https://user:tzcanary-%d-Kq2mVx9@db.example.net/x\n",
	"gitops/base64.yaml":                        "apiVersion: v1\nkind: Secret\nmetadata: {name: b, namespace: n}\ndata: {password: {{b64}}}\n",
	"gitops/deployment.yaml":                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: n}\nspec: {template: {spec: {containers: [{name: c, env: [{name: DB_PASSWORD, value: tzcanary-%d-Kq2mVx9}, {name: X, valueFrom: {secretKeyRef: {name: a, key: nokey}}}]}]}}}\n",
	"gitops/helmrelease.yaml":                   "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h, namespace: n}\nspec:\n  values:\n    adminPassword: tzcanary-%d-Kq2mVx9\n    existingSecret: tzcanary-name\n",
	"gitops/configmap.yaml":                     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, namespace: n}\ndata:\n  app.ini: |\n    [db]\n    password = tzcanary-%d-Kq2mVx9\n",
	"gitops/externalsecret.yaml":                "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: e, namespace: n}\nspec:\n  secretStoreRef: {kind: ClusterSecretStore, name: gone}\n  target:\n    template:\n      data:\n        token: tzcanary-%d-Kq2mVx9 {{ .gone }}\n  data: [{secretKey: a, remoteRef: {key: K}}]\n",
	"gitops/broken.yaml":                        "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: [tzcanary-%d-Kq2mVx9\n bad: }\n",
	"gitops/tabs.yaml":                          "kind: Secret\nstringData:\n\tpassword: tzcanary-%d-Kq2mVx9\n",
	"gitops/anchor.yaml":                        "apiVersion: v1\nkind: Secret\nmetadata: {name: y}\nstringData: *tzcanary-%d-Kq2mVx9\n",
	"gitops/kustom/kustomization.yaml":          "resources: [missing.yaml]\nsecretGenerator:\n- name: g\n  literals: [password=tzcanary-%d-Kq2mVx9]\npatches:\n- patch: 'password: tzcanary-%d-Kq2mVx9: :'\n",
	"bootstrap/main.tf":                         "variable \"db_password\" {\n  default = \"tzcanary-%d-Kq2mVx9\"\n}\nresource \"kubernetes_secret_v1\" \"s\" {\n  metadata {\n    name = \"s\"\n    namespace = \"n\"\n  }\n  data = { password = \"tzcanary-%d-Kq2mVx9\" }\n}\nresource \"kubectl_manifest\" \"m\" {\n  yaml_body = <<-EOT\n    kind: Secret\n    stringData: {p: tzcanary-%d-Kq2mVx9, q: [}\n  EOT\n}\n",
	"bootstrap/broken.tf":                       "resource \"x\" \"y\" {\n  password = tzcanary-%d-Kq2mVx9 !! }\n",
	"bootstrap/nested.tf":                       "locals {\n  a = { b = [\"--token=tzcanary-%d-Kq2mVx9\", jsonencode([{ name = \"X_PASSWORD\", value = \"tzcanary-%d-Kq2mVx9\" }])] }\n  dsn = \"postgres://me:tzcanary-%d-Kq2mVx9@${var.h}/x\"\n  s = yamlencode({ apiVersion = \"v1\", kind = \"Secret\", metadata = { name = \"n\" }, data = { \"p\" = \"tzcanary-%d-Kq2mVx9\" } })\n  run = <<-EOT\n    #!/bin/sh\n    mysql -ptzcanary-%d-Kq2mVx9\n    curl -u me:tzcanary-%d-Kq2mVx9 x <<EOF\n    password: \"tzcanary-%d-Kq2mVx9\n    EOF\n  EOT\n}\n",
	"bootstrap/json.tf.json":                    "{\"variable\": {\"db_password\": {\"default\": \"tzcanary-%d-Kq2mVx9\"}}, \"provider\": {\"x\": [{\"token\": \"tzcanary-%d-Kq2mVx9\"}]}}\n",
	"bootstrap/broken.tf.json":                  "{\"password\": \"tzcanary-%d-Kq2mVx9\", [}\n",
	"bootstrap/options.sh":                      "#!/bin/sh\nx --password tzcanary-%d-Kq2mVx9 --token=tzcanary-%d-Kq2mVx9\ny ${PASSWORD:-tzcanary-%d-Kq2mVx9} <<<tzcanary-%d-Kq2mVx9\necho tzcanary-%d-Kq2mVx9 | docker login --password-stdin\nkubectl create secret generic o --from-literal token=tzcanary-%d-Kq2mVx9\nvault kv put a/b k=tzcanary-%d-Kq2mVx9\ncurl -d \"{\\\"password\\\": \\\"tzcanary-%d-Kq2mVx9\\\"}\" x\nbash <<EOF\nhtpasswd -b f u tzcanary-%d-Kq2mVx9\nEOF\n",
	"bootstrap/Dockerfile":                      "FROM x\nENV PASSWORD tzcanary-%d-Kq2mVx9\nARG TOKEN=\"tzcanary-%d-Kq2mVx9\"\nRUN --mount=type=cache,target=/x A_PASSWORD=tzcanary-%d-Kq2mVx9 \\\n    make --password tzcanary-%d-Kq2mVx9\nRUN <<EOF\nexport B_TOKEN=tzcanary-%d-Kq2mVx9\nEOF\nCMD [\"x\", \"--password=tzcanary-%d-Kq2mVx9\"]\n",
	"bootstrap/secrets.tfvars":                  "token = \"tzcanary-%d-Kq2mVx9\"\n",
	"bootstrap/live/terragrunt.hcl":             "inputs = { token = get_env(\"TOKEN\", \"tzcanary-%d-Kq2mVx9\") }\n",
	"bootstrap/create.sh":                       "#!/bin/bash\nexport TOKEN=tzcanary-%d-Kq2mVx9\ncurl -H \"Authorization: Bearer tzcanary-%d-Kq2mVx9\" https://eu.infisical.com\nkubectl create secret generic s -n n --from-literal=k=tzcanary-%d-Kq2mVx9\nkubectl apply -f - <<EOF\napiVersion: v1\nkind: Secret\nmetadata: {name: h, namespace: n}\nstringData: {p: tzcanary-%d-Kq2mVx9}\nEOF\ncat ~/secrets/undeclared\n",
	"bootstrap/broken.sh":                       "#!/bin/bash\nexport X='tzcanary-%d-Kq2mVx9\nif then ((\n",
	"bootstrap/token.txt":                       "ghp_%dz7Qm2Xv9LkT4bRw8Yc3NdP6sHj5GfA1eUo0K\n",
	"vault/secrets.yml":                         "secrets:\n- {name: a, file: a, env: A, value: tzcanary-%d-Kq2mVx9}\n",
	"vault/store/.gpg-id":                       "someone\n",
	"vault/store/a.gpg":                         "tzcanary-%d-Kq2mVx9\n",
	"gitops/stores.yaml":                        "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: s}\nspec:\n  provider:\n    vault: {server: 'https://root:tzcanary-%d-Kq2mVx9@vault.example.net', version: tzcanary-%d-Kq2mVx9, auth: {token: tzcanary-%d-Kq2mVx9, userPass: {path: [tzcanary-%d-Kq2mVx9]}}}\n---\napiVersion: secrets.hashicorp.com/v1beta1\nkind: VaultConnection\nmetadata: {name: v, namespace: n}\nspec: {address: 'http://root:tzcanary-%d-Kq2mVx9@10.0.0.1:8200', headers: tzcanary-%d-Kq2mVx9, skipTLSVerify: tzcanary-%d-Kq2mVx9}\n",
	"gitops/shapes.yaml":                        "apiVersion: v1\nkind: Secret\nmetadata: {name: c, namespace: n, annotations: [tzcanary-%d-Kq2mVx9], spec: tzcanary-%d-Kq2mVx9}\ntype: [tzcanary-%d-Kq2mVx9]\nstringData: {password: {inner: tzcanary-%d-Kq2mVx9}, token: [tzcanary-%d-Kq2mVx9]}\npassword: tzcanary-%d-Kq2mVx9\n",
	"gitops/generator.yaml":                     "apiVersion: generators.external-secrets.io/v1alpha1\nkind: Webhook\nmetadata: {name: w, namespace: n}\nspec: {url: 'https://u:tzcanary-%d-Kq2mVx9@hook.example.net/x?token=tzcanary-%d-Kq2mVx9', body: tzcanary-%d-Kq2mVx9, method: {x: tzcanary-%d-Kq2mVx9}}\n",
	"gitops/unit.yaml":                          "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: u, namespace: n}\nspec: {path: ./kustom, interval: [tzcanary-%d-Kq2mVx9], wait: tzcanary-%d-Kq2mVx9, sourceRef: {kind: GitRepository, name: g}, postBuild: {substitute: {PASSWORD: tzcanary-%d-Kq2mVx9}}}\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: g, namespace: n}\nspec: {url: 'https://me:tzcanary-%d-Kq2mVx9@git.example.net/x', interval: 1m}\n",
	"gitops/argo.yaml":                          "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set, namespace: n}\nspec:\n  generators: [{list: {elements: [{name: one, password: tzcanary-%d-Kq2mVx9}]}}]\n  template:\n    metadata: {name: '{{name}}'}\n    spec: {source: {repoURL: 'https://me:tzcanary-%d-Kq2mVx9@git.example.net/gitops', path: charts/web, helm: {values: 'password: tzcanary-%d-Kq2mVx9', parameters: [{name: p, value: '{{password}}'}]}}, destination: {namespace: n}}\n",
	"gitops/charts/web/Chart.yaml":              "apiVersion: v2\nname: web\nversion: 0.1.0\n",
	"gitops/charts/web/values.yaml":             "password: tzcanary-%d-Kq2mVx9\nname: web\n",
	"gitops/charts/web/templates/a.yaml":        "{{- $p := \"tzcanary-%d-Kq2mVx9\" }}\napiVersion: v1\nkind: Secret\nmetadata: {name: {{ .Values.name }}-{{ $p }}, namespace: n}\nstringData: {password: {{ .Values.password }}, {{ $p }}: x, more: {{ fail \"tzcanary-%d-Kq2mVx9\" }}}\n",
	"gitops/k3s.yaml":                           "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: k, namespace: n}\nspec: {chart: x, valuesContent: \"password: tzcanary-%d-Kq2mVx9\\nexistingSecret: nosecret\\nbroken: [tzcanary-%d-Kq2mVx9\"}\n",
	"gitops/push.yaml":                          "apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: p, namespace: n}\nspec: {updatePolicy: tzcanary-%d-Kq2mVx9, secretStoreRefs: [{name: s, kind: ClusterSecretStore}], selector: {secret: {name: a}}, template: {data: {x: 'tzcanary-%d-Kq2mVx9 {{ .gone }}'}}, data: [{match: {secretKey: nokey, remoteRef: {remoteKey: x}}}]}\n",
	"gitops/Makefile":                           "apply:\n\tkubectl create secret generic m -n n --from-literal=k=tzcanary-%d-Kq2mVx9\n\tTOKEN=tzcanary-%d-Kq2mVx9 kubectl apply -f missing.yaml\n",
	"gitops/Taskfile.yaml":                      "version: '3'\nvars: {PASSWORD: tzcanary-%d-Kq2mVx9}\ntasks:\n  a: {env: {TOKEN: tzcanary-%d-Kq2mVx9}, cmds: ['kubectl create secret generic t -n n --from-literal=k={{.PASSWORD}}', 'curl -u me:tzcanary-%d-Kq2mVx9 https://x.example.net']}\n",
	"gitops/justfile":                           "password := 'tzcanary-%d-Kq2mVx9'\na:\n    kubectl create secret generic j -n n --from-literal=k={{password}} --from-literal=l=tzcanary-%d-Kq2mVx9\n",
	"gitops/.mise.toml":                         "[env]\nTOKEN = 'tzcanary-%d-Kq2mVx9'\n[tasks.a]\nrun = \"kubectl create secret generic i -n n --from-literal=k=tzcanary-%d-Kq2mVx9\"\n",
	"bootstrap/helmfile.yaml":                   "releases:\n- name: h\n  namespace: n\n  chart: x/h\n  values: [{password: tzcanary-%d-Kq2mVx9}]\n  set: [{name: token, value: tzcanary-%d-Kq2mVx9}]\n  hooks: [{events: [presync], command: kubectl, args: [create, secret, generic, hf, -n, n, --from-literal=k=tzcanary-%d-Kq2mVx9]}]\n",
	"bootstrap/ansible/site.yml":                "- hosts: localhost\n  vars: {password: tzcanary-%d-Kq2mVx9, v: !vault 'tzcanary-%d-Kq2mVx9'}\n  environment: {TOKEN: tzcanary-%d-Kq2mVx9}\n  tasks:\n  - shell: \"vault login tzcanary-%d-Kq2mVx9 {{ lookup('env', 'X') ~ 'tzcanary-%d-Kq2mVx9' }}\"\n  - k8s: {definition: {apiVersion: v1, kind: Secret, metadata: {name: an, namespace: n}, stringData: {p: 'tzcanary-%d-Kq2mVx9{{ password }}'}}}\n  - copy: {content: tzcanary-%d-Kq2mVx9, dest: ~/secrets/written}\n",
	"bootstrap/ansible/inventory/hosts":         "one ansible_password=tzcanary-%d-Kq2mVx9 ansible_ssh_private_key_file=~/secrets/key\n",
	"gitops/.github/workflows/a.yml":            "on: push\nenv: {TOKEN: tzcanary-%d-Kq2mVx9}\njobs:\n  a:\n    steps:\n    - {uses: hashicorp/vault-action@v3, with: {token: tzcanary-%d-Kq2mVx9, secrets: 'secret/data/x token | X'}}\n    - run: kubectl create secret generic w -n n --from-literal=k=tzcanary-%d-Kq2mVx9\n",
	"bootstrap/compose.yaml":                    "services: {a: {environment: {TOKEN: tzcanary-%d-Kq2mVx9}, env_file: [~/secrets/e]}}\nsecrets: {b: {file: ~/secrets/c, environment: TOKEN}}\n",
	"bootstrap/.devcontainer/devcontainer.json": "{\"containerEnv\": {\"TOKEN\": \"tzcanary-%d-Kq2mVx9\", \"K\": \"~/secrets/k\"}}\n",
	"bootstrap/units/x.service":                 "[Unit]\nAfter=tzcanary-%d-Kq2mVx9\n[Service]\nEnvironment=TOKEN=tzcanary-%d-Kq2mVx9 URL=https://me:tzcanary-%d-Kq2mVx9@a.example.ts.net\nExecStart=/opt/x.sh --token=tzcanary-%d-Kq2mVx9\n",
	"bootstrap/units/x.sh":                      "#!/bin/sh\n: ${GONE:?tzcanary-%d-Kq2mVx9}\n",
	"gitops/values.json":                        "{\"password\": \"tzcanary-%d-Kq2mVx9\", \"list\": [{\"name\": \"API_TOKEN\", \"value\": \"tzcanary-%d-Kq2mVx9\"}], \"auths\": {\"r.example.net\": {\"auth\": \"{{b64}}\"}}}\n",
	"gitops/broken.json":                        "{\"password\": \"tzcanary-%d-Kq2mVx9\", \"tzcanary-%d-Kq2mVx9\n",
	"gitops/renovate.json5":                     "{hostRules: [{password: 'tzcanary-%d-Kq2mVx9'}], /* tzcanary-%d-Kq2mVx9 */}\n",
	"gitops/secret.json":                        "{\"apitzcanary-%d-Kq2mVx9ersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"j\"}, \"stringData\": {\"password\": \"tzcanary-%d-Kq2mVx9\"}}\n",
	"gitops/app.toml":                           "password = \"tzcanary-%d-Kq2mVx9\"\n[table]\ntoken = '''\ntzcanary-%d-Kq2mVx9'''\n",
	"gitops/broken.toml":                        "password = \"tzcanary-%d-Kq2mVx9\n[[tzcanary-%d-Kq2mVx9\n",
	"gitops/app.ini":                            "[section]\npassword = tzcanary-%d-Kq2mVx9\n",
	"gitops/redis.conf":                         "requirepass tzcanary-%d-Kq2mVx9\n",
	"gitops/app.properties":                     "db.password=tzcanary-%d-Kq2mVx9\n",
	"gitops/.env":                               "PASSWORD=\"tzcanary-%d-Kq2mVx9\ntzcanary-%d-Kq2mVx9\"\n",
	"gitops/.netrc":                             "machine tzcanary-%d-Kq2mVx9 login a password tzcanary-%d-Kq2mVx9\n",
	"gitops/.pgpass":                            "tzcanary-%d-Kq2mVx9:5432:a:b:tzcanary-%d-Kq2mVx9\n",
	"gitops/.npmrc":                             "//tzcanary-%d-Kq2mVx9/:_authToken=tzcanary-%d-Kq2mVx9\n",
	"gitops/files/kustomization.yaml":           "secretGenerator: [{name: g, envs: [vars], files: [token=token.txt]}]\n",
	"gitops/files/vars":                         "password=tzcanary-%d-Kq2mVx9\n",
	"gitops/files/token.txt":                    "tzcanary-%d-Kq2mVx9\n",
	"gitops/group_vars/all":                     "password: tzcanary-%d-Kq2mVx9\n",
	"gitops/request.yaml":                       "url: https://a.example.net/?token=tzcanary-%d-Kq2mVx9\nheaders: {Authorization: Bearer tzcanary-%d-Kq2mVx9}\ntext: |\n  password: tzcanary-%d-Kq2mVx9\n",
	"gitops/.sops.yaml":                         "creation_rules:\n- {path_regex: sealed/, encrypted_regex: 'tzcanary-%d-Kq2mVx9(', age: tzcanary-%d-Kq2mVx9}\n- {encrypted_regex: ^data$}\n",
	"gitops/values.sops.yaml":                   "data: {password: tzcanary-%d-Kq2mVx9, list: [tzcanary-%d-Kq2mVx9, 'a\n\n  tzcanary-%d-Kq2mVx9']}\n",
	"gitops/edited.sops.yaml":                   "data: {a: 'ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]', b: tzcanary-%d-Kq2mVx9}\nsops: {mac: 'ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]', encrypted_regex: ^data$, age: [{enc: tzcanary-%d-Kq2mVx9}]}\n",
	"gitops/edited.sops.json":                   "{\"data\": {\"a\": \"ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]\", \"b\": \"tzcanary-%d-Kq2mVx9\"}, \"sops\": {\"mac\": \"ENC[AES256_GCM,\"}}\n",
	"bootstrap/.sops.yaml":                      "creation_rules: [{path_regex: .*, age: tzcanary-%d-Kq2mVx9}]\n",
	"bootstrap/plain.sops.env":                  "TOKEN=tzcanary-%d-Kq2mVx9\nOTHER=tzcanary-%d-Kq2mVx9\nsops_none\n",
	"bootstrap/plain.sops.ini":                  "[a]\npassword = tzcanary-%d-Kq2mVx9\n[tzcanary\nx\n",
	"bootstrap/plain.sops.toml":                 "password = \"tzcanary-%d-Kq2mVx9\"\n",
	"bootstrap/cut.sops.env":                    "TOKEN=tzcanary-%d-Kq2mVx9\nA=ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]\nsops_mac=ENC[AES256_GCM,\n",
	"bootstrap/broken/.sops.yaml":               "creation_rules: [tzcanary-%d-Kq2mVx9\n",
	"bootstrap/age.agekey":                      "# tzcanary-%d-Kq2mVx9\nAGE-SECRET-KEY-PQ-1QZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQZRY9X8GF2TVDW0S3JN54KHCE6M\n",
	"reports/gitleaks.json":                     "[{\"RuleID\": \"tzcanary-%d-Kq2mVx9 x\", \"File\": \"gitops/secret.yaml\", \"StartLine\": 1, \"EndLine\": 1, \"Match\": \"tzcanary-%d-Kq2mVx9\", \"Secret\": \"tzcanary-%d-Kq2mVx9\"},\n{\"RuleID\": \"a\", \"File\": \"secret.yaml\", \"StartLine\": 2, \"StartColumn\": 3, \"EndColumn\": 5, \"Commit\": \"tzcanary-%d-Kq2mVx9\"}, {\"RuleID\": \"a\", \"File\": \"configmap.yaml\", \"StartLine\": 7, \"StartColumn\": 1, \"EndColumn\": 9}]",
	"reports/trufflehog.jsonl":                  "{\"DetectorName\": \"A\", \"Raw\": \"tzcanary-%d-Kq2mVx9\", \"Redacted\": \"tzcanary-%d-Kq2mVx9\", \"SourceMetadata\": {\"Data\": {\"Filesystem\": {\"file\": \"deployment.yaml\", \"line\": 4, \"email\": \"tzcanary-%d-Kq2mVx9\"}}}}\n",
	"reports/a.sarif":                           "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"tzcanary-%d-Kq2mVx9 x\"}}, \"results\": [{\"ruleId\": \"a\", \"message\": {\"text\": \"tzcanary-%d-Kq2mVx9\"}, \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"configmap.yaml\"}, \"region\": {\"startLine\": 7, \"snippet\": {\"text\": \"tzcanary-%d-Kq2mVx9\"}}}}]}]}]}",
	"bootstrap/schema.sql":                      "CREATE USER a IDENTIFIED BY 'tzcanary-%d-Kq2mVx9';\nALTER ROLE b PASSWORD 'tzcanary-%d-Kq2mVx9\n",
	"bootstrap/local.mk":                        "A_PASSWORD ?= tzcanary-%d-Kq2mVx9\na:\n\tmysql -ptzcanary-%d-Kq2mVx9 -e \"ALTER USER x IDENTIFIED BY 'tzcanary-%d-Kq2mVx9'\"\nb:\n\tcurl -u me:tzcanary-%d-Kq2mVx9 'broken\n",
	"bootstrap/own.just":                        "a password='tzcanary-%d-Kq2mVx9':\n    curl -u me:tzcanary-%d-Kq2mVx9 x\n",
	"bootstrap/package.json":                    "{\"scripts\": {\"a\": \"sh -c 'mysql -ptzcanary-%d-Kq2mVx9 x'\"}}\n",
	"bootstrap/units/y.service":                 "[Service]\nSetCredential=mail:tzcanary-%d-Kq2mVx9\nExecStart=-curl \\\n  -u me:tzcanary-%d-Kq2mVx9 x\n",
	"gitops/commands.yaml":                      "services: {a: {command: redis-server --requirepass tzcanary-%d-Kq2mVx9, entrypoint: [sh, -c, 'mysql -ptzcanary-%d-Kq2mVx9 x']}}\n",
	"reports/broken.json":                       "[{\"RuleID\": tzcanary-%d-Kq2mVx9}]",
	"reports/other.json":                        "{\"tzcanary-%d-Kq2mVx9\": \"tzcanary-%d-Kq2mVx9\"}",
	"gitops/encoded.md":                         "token {{base64}}\n{{hex}} {{percent}}\n{{unicode}}\n{{twice}}\n\n{{wrapped}}\n",
	"gitops/encoded.env":                        "NOTE={{base64}}\nPASSWORD={{hex}}\nURL=https://a.example.net/?token={{percent}}\n",
	"gitops/encoded.yaml":                       "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: enc, namespace: n}\ndata:\n  note: {{base64}}\n  twice: {{twice}}\n  text: |\n    {{hex}}\nbinaryData: {b: {{base64}}}\n",
	"gitops/encoded.json":                       "{\"note\": \"{{unicode}}\", \"token\": \"{{base64}}\"}\n",
	"bootstrap/encoded.tf":                      "locals {\n  note = \"{{base64}}\"\n  user_data = <<-EOT\n    {{twice}}\n  EOT\n}\n",
	"bootstrap/encoded.sh":                      "#!/bin/sh\necho {{base64}} | base64 -d\nprintf '{{hex}}'\n",
	"gitops/inventory.txt":                      "GOOD\nKEY=tzcanary-%d-Kq2mVx9\n",
	"gitops/.gitleaks.toml":                     "[[rules]]\nid = 'own'\nregex = '''own (tzcanary-\\d+-Kq2mVx9)'''\n[[rules.allowlists]]\nstopwords = ['tzcanary-%d-Kq2mVx9', 'z7Qm2Xv9']\n[[allowlists]]\ncondition = 'AND'\npaths = ['^allowed']\nregexes = ['''^tzcanary-%d-Kq2mVx9''', '''tzcanary''']\n[[allowlists]]\nregexTarget = 'tzcanary-%d-Kq2mVx9'\nregexes = ['(tzcanary-%d-Kq2mVx9']\n[extend]\npath = 'tzcanary-%d-Kq2mVx9'\n",
	"gitops/own.txt":                            "own tzcanary-%d-Kq2mVx9 and own tzcanary-%d-Kq2mVx9 # gitleaks:allow\n",
	"gitops/excused/.gitleaks.toml":             "stopwords = ['tzcanary-%d-Kq2mVx9']\n",
	"gitops/.gitleaksignore":                    "tzcanary-%d-Kq2mVx9\nx:tzcanary-%d-Kq2mVx9:y\nallowed.env:generic-api-key:1\n",
	"gitops/allowed.env":                        "DB_PASSWORD=tzcanary-%d-Kq2mVx9\n# gitleaks:allow API_TOKEN=tzcanary-%d-Kq2mVx9\nAPI_KEY=\"gitleaks:allow tzcanary-%d-Kq2mVx9\"\nTOKEN=tzcanary-%d-Kq2mVx9 # gitleaks:allow\n",
	"bootstrap/.gitleaks.toml":                  "[[allowlists]]\nstopwords = ['tzcanary-%d-Kq2mVx9\n",
	"vault/.gitleaks.toml":                      "[[allowlists]]\nregexes = ['''tzcanary-%d-Kq2mVx9(''']\n",
	"moving/.tazlint.yaml":                      "version: 1\nrepos: {moving: {path: ., role: gitops}}\ninventory: [{backend: kv, mount: secret, file: new.txt}]\nmigration: {from: [old], to: new, phase: planned, map: {TOKEN: 'apps/web#value', FLOW: 'apps/flow#value', NOTE: 'apps/note#value', BASE: 'apps/base#value'}}\n",
	"moving/new.txt":                            "apps/web#value\napps/flow#value\napps/base#value\n",
	"moving/kustomization.yaml":                 "resources: [stores.yaml, block.yaml, flow.yaml, note.yaml]\nnamespace: n\n",
	"moving/stores.yaml":                        "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: old}\nspec: {provider: {infisical: {secretsScope: {projectSlug: lab, environmentSlug: prod, secretsPath: /}}}}\n---\napiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: new}\nspec: {provider: {vault: {server: 'https://u:tzcanary-%d-Kq2mVx9@vault.example.net', path: secret, version: v2}}}\n",
	"moving/block.yaml":                         "# password: tzcanary-%d-Kq2mVx9\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: block\n  annotations:\n    x: tzcanary-%d-Kq2mVx9\nspec:\n  secretStoreRef:\n    # tzcanary-%d-Kq2mVx9\n    name: old\n    kind: ClusterSecretStore\n  target:\n    template:\n      data:\n        x: tzcanary-%d-Kq2mVx9\n        enc: {{b64}}\n  data:\n  - secretKey: a\n    remoteRef:\n      key: TOKEN\n      # token {{base64}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: tzcanary-%d-Kq2mVx9}\n",
	"moving/flow.yaml":                          "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: flow}\nspec: {secretStoreRef: {kind: ClusterSecretStore, name: old}, target: {template: {data: {x: tzcanary-%d-Kq2mVx9, a: '{{ .a }}'}}}, data: [{secretKey: a, remoteRef: {key: FLOW}}]}\n---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: beside}\nspec:\n  secretStoreRef: {kind: ClusterSecretStore, name: old}\n  data: [{secretKey: a, remoteRef: {key: BASE}}] # tzcanary-%d-Kq2mVx9\n",
	"moving/note.yaml":                          "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: note}\nspec:\n  secretStoreRef: {kind: ClusterSecretStore, name: old}\n  data:\n  - secretKey: a\n    remoteRef: {key: NOTE, version: tzcanary-%d-Kq2mVx9}\n",
	"moving/broken.yaml":                        "kind: Secret\nstringData:\n\tpassword: tzcanary-%d-Kq2mVx9\n",
	"gitops/.tazlint.yaml":                      "version: 1\nrepos:\n  gitops: {path: ., role: gitops}\n  bootstrap: {path: ../bootstrap, role: bootstrap}\n  vault: {path: ../vault, role: vault}\ninventory:\n- {backend: infisical, file: inventory.txt}\nmigration: {from: [gone], to: other, phase: window}\n",
}

// encoded are the spellings of one credential that are looked into.
var encoded = func() map[string]string {
	token := "ghp_" + "100z7Qm2Xv9LkT4bRw8Yc3NdP6sHj5GfA1eUo0K"
	text := base64.StdEncoding.EncodeToString([]byte("token = " + token))
	all := map[string]string{"{{base64}}": text, "{{hex}}": hex.EncodeToString([]byte(token)), "{{percent}}": "", "{{unicode}}": ""}
	for _, c := range token {
		all["{{percent}}"] += fmt.Sprintf("%%%02x", c)
		all["{{unicode}}"] += fmt.Sprintf(`\u%04x`, c)
	}
	all["{{twice}}"] = base64.StdEncoding.EncodeToString([]byte(text))
	long := base64.StdEncoding.EncodeToString([]byte("token = " + token + "\nother = " + token))
	all["{{wrapped}}"] = long[:48] + "\n" + long[48:96] + "\n" + long[96:]
	return all
}()

// pieces matches any eighteen bytes of a spelling but its first, which all that
// is encoded alike may have in common.
func pieces() string {
	var all strings.Builder
	for _, text := range encoded {
		for line := range strings.SplitSeq(text, "\n") {
			for i := 12; i+12 <= len(line); i += 6 {
				all.WriteString("|" + regexp.QuoteMeta(line[i:i+12]))
			}
		}
	}
	return all.String()
}

// forbidden matches every canary, plain or encoded, however it is cut: eight
// bytes of one are enough.
var forbidden = regexp.MustCompile(`tzcanary-\d|Kq2mVx9|z7Qm2Xv9|LkT4bRw8|Yc3NdP6s|Hj5GfA1e|` + regexp.QuoteMeta(base64.StdEncoding.EncodeToString([]byte("tzcanary-b64-Kq2mVx9"))[:12]) + pieces())

func buildNest(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	n := 100
	for name, text := range nest {
		for strings.Contains(text, "%d") {
			n++
			text = strings.Replace(text, "%d", fmt.Sprint(n), 1)
		}
		text = strings.ReplaceAll(text, "{{b64}}", base64.StdEncoding.EncodeToString([]byte("tzcanary-b64-Kq2mVx9")))
		for name, value := range encoded {
			text = strings.ReplaceAll(text, name, value)
		}
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestCanary runs every command in every format over the nest and over the
// broken estate and looks for any canary in what comes out.
func TestCanary(t *testing.T) {
	t.Parallel()
	dir := buildNest(t)
	at := filepath.Join(dir, "gitops")
	object, recorded := filepath.Join(t.TempDir(), "facts.json"), filepath.Join(t.TempDir(), "baseline.jsonl")
	commands := [][]string{
		{"lint", at, "--debug", "--timing", "--no-suppressions", "--color", "always"},
		{"lint", at, "--enable", "leak"},
		{"compile", at, "-o", object}, {"compile", filepath.Join(dir, "bootstrap"), "-o", object}, {"compile", filepath.Join(dir, "vault"), "-o", object},
		{"compile", at}, {"init", at}, {"explain", "leak/credential"},
		{"lint", at, "--config", filepath.Join(dir, "gitops/secret.yaml")},
		{"lint", at, "--with", filepath.Join(dir, "gitops/secret.yaml")},
		{"lint", at, "--policy", filepath.Join(dir, "bootstrap")},
		{"lint", at, "--import", filepath.Join(dir, "reports/gitleaks.json"), "--import", filepath.Join(dir, "reports/trufflehog.jsonl"), "--import", filepath.Join(dir, "reports/a.sarif")},
		{"lint", at, "--import", filepath.Join(dir, "reports/gitleaks.json"), "--import", filepath.Join(dir, "reports/trufflehog.jsonl"), "--format", "json"},
		{"lint", at, "--import", filepath.Join(dir, "reports/broken.json")}, {"lint", at, "--import", filepath.Join(dir, "reports/other.json")},
		{"lint", at, "--import", filepath.Join(dir, "gitops/secret.yaml")}, {"baseline", at, "--baseline", recorded, "--import", filepath.Join(dir, "reports/gitleaks.json")},
		{"baseline", at, "--baseline", recorded}, {"lint", at, "--baseline", recorded, "--format", "json"}, {"lint", at, "--baseline", recorded},
		{"baseline", at, "--baseline", recorded, "--enable", "leak", "--check"},
		{"baseline", filepath.Join(dir, "vault"), "--baseline", recorded, "--check"}, {"baseline", at, "--baseline", recorded, "--enable", "leak/credential", "--prune"},
		{"baseline", at, "--import", filepath.Join(dir, "reports/broken.json"), "--baseline", recorded},
		{"baseline", at, "--baseline", filepath.Join(dir, "gitops/secret.yaml")},
		{"lint", at, "--baseline", filepath.Join(dir, "gitops/secret.yaml")}, {"lint", at, "--baseline", filepath.Join(dir, "bootstrap/.devcontainer/devcontainer.json")},
		{"lint", filepath.Join(dir, "gitops/secret.yaml")},
	}
	for _, format := range formatNames("lint") {
		commands = append(commands, []string{
			"lint", at, "--format", format, "--debug", "--timing", "--no-suppressions", "--baseline", recorded,
			"--import", filepath.Join(dir, "reports/gitleaks.json"), "--import", filepath.Join(dir, "reports/trufflehog.jsonl"), "--import", filepath.Join(dir, "reports/a.sarif"),
		})
	}
	for _, workspace := range []string{at, filepath.Join(dir, "moving"), "../../testdata/workspaces/tazlab-broken/tazlab-k8s"} {
		commands = append(commands, []string{"migrate", workspace, "--dry-run", "--unproven"}, []string{"migrate", workspace, "--dry-run", "--wave", "1"})
		for _, format := range formatNames("migrate") {
			commands = append(commands, []string{"migrate", workspace, "--format", format})
		}
	}
	commands = append(commands, []string{"migrate", filepath.Join(dir, "moving"), "--write"}, []string{"migrate", at, "--write", "--unproven"})
	for _, workspace := range []string{at, "../../testdata/workspaces/tazlab-broken/tazlab-k8s"} {
		for _, format := range formatNames("lint") {
			commands = append(commands, []string{"lint", workspace, "--format", format})
		}
		for _, format := range report.TraceFormats() {
			for _, name := range []string{"TOKEN", "n/a", "Deployment/dex", "github-token", "tzcanary"} {
				commands = append(commands, []string{"trace", name, workspace, "--format", format})
			}
		}
		for _, format := range formatNames("migrate") {
			commands = append(commands, []string{"migrate", workspace, "--format", format}, []string{"migrate", workspace, "--format", format, "--from", "infisical", "--from", "vault-file", "--from", "kv", "--to", "nowhere"})
		}
		for _, format := range formatNames("graph") {
			commands = append(commands, []string{"graph", workspace, "--format", format})
		}
		for _, format := range report.GateFormats() {
			commands = append(commands, []string{"ready", workspace, "--format", format},
				[]string{"ready", workspace, "--format", format, "--target", "env", "--from", "s,infisical,vault,vault-file,tazlab-secrets"})
		}
		commands = append(commands, []string{"ready", workspace, "--target", "tzcanary"})
	}
	shown := 0
	for _, args := range commands {
		var out bytes.Buffer
		run(context.Background(), args, streams{strings.NewReader(""), &out, &out}, func(string) string { return "" })
		for _, file := range []string{object, recorded} {
			if written, err := os.ReadFile(file); err == nil {
				out.Write(written)
			}
		}
		shown += bytes.Count(out.Bytes(), []byte("\n+++ b/"))
		if leak := forbidden.FindIndex(out.Bytes()); leak != nil {
			from := max(0, leak[0]-200)
			t.Errorf("tazlint %s prints a value:\n%s", strings.Join(args, " "), out.Bytes()[from:min(out.Len(), leak[1]+40)])
		}
	}
	if shown == 0 {
		t.Error("no diff is printed, so that nothing of it could be a value")
	}
	for _, root := range []string{"gitops", "bootstrap"} {
		out, _ := runs(t.Context(), "lint", "--repo", "gitops="+filepath.Join(dir, root), filepath.Join(dir, root), "--enable", "leak", "--fail-on", "info")
		for name := range nest {
			if file, inside := strings.CutPrefix(name, root+"/encoded."); inside && !strings.Contains(out, "encoded."+file) {
				t.Errorf("%s is not looked into, so that nothing of it could be printed", name)
			}
		}
	}
}
