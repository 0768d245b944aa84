package leak_test

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

const inline, weak, plain = "inline-credential ", "weak-placeholder ", "plaintext-secret "

var modules = []example{
	{`variable "db_password" { default = "blueharvest" }`, []string{inline + `"blueharvest"`}},
	{`variable "db" { default = { user = "app", password = "blueharvest" } }`, []string{inline + `"blueharvest"`}},
	{`variable "db" { type = object({ host = string, password = optional(string, "blueharvest") }) }`, []string{inline + `"blueharvest"`}},
	{`locals { admin_password = "changeme" }`, []string{weak + `"changeme"`}},
	{`locals { a = { b = [{ api_token = "q7Gx2Vb9Lk4Tn8Rz5Wm1" }] } }`, []string{inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	{`output "token" { value = "q7Gx2Vb9Lk4Tn8Rz5Wm1" }`, []string{inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	{`provider "proxmox" { password = "winterwalk" }`, []string{inline + `"winterwalk"`}},
	{`module "app" { db_password = var.x ? "winterwalk" : var.y }`, []string{inline + `"winterwalk"`}},
	{`resource "null_resource" "x" { triggers = { token = "q7Gx2Vb9Lk4Tn8Rz5Wm1" } }`, []string{inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	{"resource \"x\" \"y\" {\n  connection {\n    password = \"winterwalk\"\n  }\n}\n", []string{inline + `"winterwalk"`}},
	{"resource \"helm_release\" \"x\" {\n  set_sensitive {\n    name  = \"auth.pw\"\n    value = \"winterwalk\"\n  }\n}\n", []string{inline + `"winterwalk"`}},
	{`resource "helm_release" "x" { set = [{ name = "auth.password", value = "winterwalk" }] }`, []string{inline + `"winterwalk"`}},
	{"resource \"x\" \"y\" {\n  env {\n    name  = \"DB_PASSWORD\"\n    value = \"winterwalk\"\n  }\n}\n", []string{inline + `"winterwalk"`}},
	{`resource "aws_ecs_task_definition" "x" { container_definitions = jsonencode([{ environment = [{ name = "DB_PASSWORD", value = "winterwalk" }] }]) }`, []string{inline + `"winterwalk"`}},
	{"resource \"aws_ecs_task_definition\" \"x\" {\n  container_definitions = <<EOF\n[{\"cpu\": ${var.cpu}, \"environment\": [\n  {\"name\": \"DB_PASSWORD\", \"value\": \"winterwalk\"}]}]\nEOF\n}\n", []string{inline + `"winterwalk"`}},
	{`locals { url = "postgres://app:winterwalk@db.example.net/app" }`, []string{inline + `"postgres://app:winterwalk@db.example.net/app"`}},
	{`locals { url = "postgres://app:winterwalk@${var.host}/app" }`, []string{inline + `"postgres://app:winterwalk@${var.host}/app"`}},
	{`locals { url = format("amqp://app:winterwalk@%s/", var.host) }`, []string{inline + `"amqp://app:winterwalk@%s/"`}},
	{`locals { dsn = "host=db user=app password=winterwalk sslmode=require" }`, []string{inline + `"host=db user=app password=winterwalk sslmode=require"`}},
	{`module "x" { source = "git::https://bot:q7Gx2Vb9Lk4Tn8Rz@git.example.net/x.git" }`, []string{inline + `"git::https://bot:q7Gx2Vb9Lk4Tn8Rz@git.example.net/x.git"`}},
	{`locals { user_data = templatefile("cloud.yaml", { root_password = "winterwalk" }) }`, []string{inline + `"winterwalk"`}},
	{`inputs = { db_password = "winterwalk", region = get_env("REGION", "eu") }`, []string{inline + `"winterwalk"`}},
	{`inputs = { x = get_env("DB_PASSWORD", "winterwalk") }`, []string{inline + `"winterwalk"`}},
	{"resource \"kubernetes_secret_v1\" \"x\" {\n  data = {\n    password = \"winterwalk\"\n    url = var.url\n  }\n}\n", []string{inline + `"winterwalk"`}},
	{`resource "kubernetes_secret" "x" { binary_data = { password = "d2ludGVyd2Fsaw==" } }`, []string{inline + `"d2ludGVyd2Fsaw=="`}},
	{`resource "vault_kv_secret_v2" "x" { data_json = jsonencode({ pin = "q7Gx2Vb9Lk4Tn8Rz5Wm1" }) }`, []string{inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	{`resource "aws_secretsmanager_secret_version" "x" { secret_string = "q7Gx2Vb9Lk4Tn8Rz5Wm1" }`, []string{inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	{`resource "kubernetes_manifest" "x" { manifest = { apiVersion = "v1", kind = "Secret", metadata = { name = "s", namespace = "n" }, data = { password = "d2ludGVyd2Fsaw==" } } }`, []string{plain + `"d2ludGVyd2Fsaw=="`}},
	{"resource \"kubectl_manifest\" \"x\" {\n  yaml_body = <<-EOT\n    apiVersion: v1\n    kind: Secret\n    metadata:\n      name: ${var.name}\n    stringData:\n      password: winterwalk\n    data:\n      token: ${base64encode(var.token)}\n  EOT\n}\n", []string{plain + `winterwalk`}},
	{"locals {\n  y = yamlencode({ apiVersion = \"v1\", kind = \"Secret\", metadata = { name = \"s\" }, stringData = { password = \"winterwalk\" } })\n}\n", []string{plain + `"winterwalk"`}},
	{"locals {\n  values = <<-EOT\n    auth:\n      enabled: true\n      adminPassword: winterwalk\n  EOT\n}\n", []string{inline + `winterwalk`}},
	{"locals {\n  ini = <<EOT\n[db]\npassword = winterwalk\nEOT\n}\n", []string{inline + `winterwalk`}},
	{"locals {\n  run = <<EOT\n#!/bin/bash\ncurl -u admin:winterwalk https://${var.host}/\nEOT\n}\n", []string{inline + `winterwalk`}},
	{"generate \"provider\" {\n  path = \"p.tf\"\n  contents = <<EOF\nprovider \"x\" {\n  token = \"q7Gx2Vb9Lk4Tn8Rz5Wm1\"\n}\nEOF\n}\n", []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`resource "x" "y" { command = ["serve", "--password", "winterwalk", "--api-key=q7Gx2Vb9Lk4Tn8Rz5Wm1"] }`, []string{inline + `"winterwalk"`, inline + `"--api-key=q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	{"broken {{\npassword = \"winterwalk\"\n", []string{inline + `winterwalk`}},
}

var harmlessModules = []string{
	`variable "db_password" { type = string }`,
	"broken {{\npassword = winterwalk\nsecret = local.q7Gx2Vb9Lk4Tn8Rz5Wm1\n",
	`variable "db_password" { default = "" }`,
	`variable "db_password" { default = null }`,
	`variable "db_password" { default = "NOT_IN_USE" }`,
	`variable "password" { description = "password: winterwalk" }`,
	"variable \"password\" {\n  validation {\n    condition = var.password != \"winterwalk\"\n    error_message = \"no winterwalk\"\n  }\n}\n",
	`variable "secret_name" { default = "db-credentials" }`,
	`variable "ssh_key_path" { default = "~/.ssh/id_ed25519" }`,
	`variable "token_url" { default = "https://auth.example.net/oauth/token" }`,
	`variable "password_length" { default = 24 }`,
	`variable "kms_key" { default = "alias/aws/ebs" }`,
	`variable "key_name" { default = "q7Gx2Vb9Lk4Tn8Rz5Wm1" }`,
	`variable "ssh_public_key" { default = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFq7Gx2Vb9Lk4Tn8Rz5Wm1q7Gx2Vb9Lk4Tn8Rz5Wm1 me" }`,
	`locals { password = var.password }`,
	`locals { password = "${var.prefix}-${random_password.x.result}" }`,
	`locals { password = data.vault_kv_secret_v2.x.data["password"] }`,
	`locals { password = lookup(local.all, "winterwalk") }`,
	`locals { password = local.all["winterwalk"] }`,
	`locals { password = file("winterwalk") }`,
	`locals { password = join("-", ["winter", var.x]) }`,
	`locals { password = var.env == "winterwalk" ? var.a : var.b }`,
	`locals { password = replace(var.x, "winterwalk", "") }`,
	`locals { password = format("%s-%s", var.a, var.b) }`,
	`locals { password = sha256("winterwalk") }`,
	`locals { parsed = regex("postgres://([^:]+):([^@]+)@", var.url) }`,
	`locals { url = "postgres://app:${var.password}@db.example.net/app" }`,
	`locals { url = format("postgres://app:%s@%s/app", var.password, var.host) }`,
	`locals { dsn = "host=db user=app password=${var.password} sslmode=require" }`,
	`locals { secret = "op://lab/db/password" }`,
	`locals { passwords = { "winterwalk" = var.x } }`,
	`locals { tokens = ["reader", "writer"] }`,
	`resource "x" "y" { depends_on = ["random_password.winterwalk"] }`,
	`resource "random_password" "x" { override_special = "!#$%&*()-_=+[]{}<>:?" }`,
	`resource "helm_release" "x" { set = [{ name = "auth.existingSecret", value = "app-credentials" }] }`,
	"resource \"helm_release\" \"x\" {\n  set {\n    name  = \"auth.secretKeys.adminPasswordKey\"\n    value = \"postgres-password\"\n  }\n}\n",
	`resource "aws_db_instance" "x" { manage_master_user_password = true }`,
	`resource "kubernetes_secret_v1" "x" { data = { username = "app", password = var.password } }`,
	`resource "kubernetes_secret_v1" "x" { data = { "tls.crt" = file("tls.crt"), host = "db.example.net" } }`,
	"resource \"kubectl_manifest\" \"x\" {\n  yaml_body = <<-EOT\n    apiVersion: v1\n    kind: Secret\n    metadata:\n      name: s\n    stringData:\n      password: ${var.password}\n      host: db.example.net\n  EOT\n}\n",
	"resource \"kubectl_manifest\" \"x\" {\n  yaml_body = <<-EOT\n    apiVersion: external-secrets.io/v1\n    kind: ExternalSecret\n    metadata:\n      name: s\n    spec:\n      data:\n        - secretKey: password\n          remoteRef:\n            key: winterwalk-Xk42\n            property: password\n  EOT\n}\n",
	"locals {\n  policy = <<EOT\npath \"secret/data/password\" {\n  capabilities = [\"read\"]\n}\nEOT\n}\n",
	"locals {\n  values = <<-EOT\n    auth:\n      existingSecret: app-credentials\n      %{ if var.x }\n      password: ${var.password}\n      %{ endif }\n  EOT\n}\n",
	"locals {\n  help = <<EOT\nPassword: the one that you were given\nEOT\n}\n",
	`resource "x" "y" { env { name = "DB_PASSWORD_FILE" value = "/run/secrets/db" } }`,
	`resource "x" "y" { secret_key_ref = { name = "db", key = "password" } }`,
	`resource "x" "y" { command = ["serve", "--password-file", "/run/winterwalk", "--token=$(TOKEN)"] }`,
	`provider "vault" { auth_login { path = "auth/userpass/login/ci" } }`,
}

func TestModules(t *testing.T) {
	t.Parallel()
	checkExamples(t, "main.tf", modules, harmlessModules)
}

func TestSpellingsOfModules(t *testing.T) {
	t.Parallel()
	checkExamples(t, "main.tf.json", []example{
		{"{\"variable\": {\"db_password\": {\"default\": \"winterwalk\"}},\n \"provider\": {\"x\": {\"token\": \"q7Gx2Vb9Lk4Tn8Rz5Wm1\"}}}", []string{inline + `"winterwalk"`, inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	}, []string{`{"variable": {"db_password": {"description": "winterwalk", "default": "${var.x}"}}}`})
	checkExamples(t, "dev.tfvars", []example{{`db_password = "winterwalk"`, []string{inline + `"winterwalk"`}}}, []string{`db_password = ""`})
	checkExamples(t, "dev.tfvars.json", []example{{`{"db_password": "winterwalk"}`, []string{inline + `"winterwalk"`}}}, nil)
	checkExamples(t, "build.pkr.hcl", []example{{"source \"qemu\" \"x\" {\n  ssh_password = \"winterwalk\"\n}\n", []string{inline + `"winterwalk"`}}}, nil)
	checkExamples(t, "examples/main.tf", nil, []string{`locals { password = "winterwalk" }`})
	checkExamples(t, "main.tftest.hcl", nil, []string{"variables {\n  password = \"winterwalk\"\n}\n"})
}

func FuzzModules(f *testing.F) {
	for _, e := range modules {
		f.Add(e.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"main.tf", "main.tf.json", "x.hcl"} {
			tree := source.New("repo", map[string][]byte{name: []byte(text)})
			leak.Literals(t.Context(), tree)
		}
	})
}
