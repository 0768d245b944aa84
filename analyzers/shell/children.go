package shell

import "strings"

// wanted is a variable that a command reads from its environment, and the
// options that stand in for it. A shared one is read by many other programs, or
// by the command only in some of its uses.
type wanted struct {
	variable string
	options  string
	shared   bool
	linked   bool // what reads it is followed itself
}

// readers are the variables that commands read from their environment. Sources:
// the manuals of vault and bao (commands, "environment variables"), infisical,
// kubectl, helm, flux, talosctl, sops, restic, rclone, aws, gh, hcloud, op, bw,
// bws, doppler, ansible, psql (libpq), borg, cosign, argocd, consul, nomad.
var readers = table(map[string]string{
	"vault bao":                 "VAULT_ADDR|-address VAULT_TOKEN VAULT_CACERT|-ca-cert VAULT_CAPATH|-ca-path VAULT_NAMESPACE|-namespace,-ns VAULT_SKIP_VERIFY|-tls-skip-verify VAULT_CLIENT_CERT|-client-cert VAULT_CLIENT_KEY|-client-key VAULT_TLS_SERVER_NAME|-tls-server-name",
	"infisical":                 "INFISICAL_TOKEN|--token INFISICAL_API_URL|--domain INFISICAL_UNIVERSAL_AUTH_CLIENT_ID|--client-id INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET|--client-secret",
	"flux":                      "KUBECONFIG|--kubeconfig GITHUB_TOKEN? GITLAB_TOKEN? GITEA_TOKEN?",
	"kubectl oc helm":           "KUBECONFIG|--kubeconfig",
	"talosctl":                  "TALOSCONFIG|--talosconfig",
	"sops":                      "SOPS_AGE_KEY_FILE SOPS_AGE_KEY SOPS_AGE_RECIPIENTS|--age,-a SOPS_AGE_SSH_PRIVATE_KEY_FILE",
	"restic":                    "RESTIC_REPOSITORY|-r,--repo RESTIC_PASSWORD|-p,--password-file,--password-command RESTIC_PASSWORD_FILE|-p,--password-file,--password-command RESTIC_PASSWORD_COMMAND|-p,--password-file,--password-command AWS_ACCESS_KEY_ID? AWS_SECRET_ACCESS_KEY?",
	"rclone":                    "RCLONE_CONFIG|--config",
	"aws":                       "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE|--profile AWS_REGION?|--region AWS_DEFAULT_REGION?|--region AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_ENDPOINT_URL|--endpoint-url",
	"gh":                        "GH_TOKEN|--with-token GITHUB_TOKEN?|--with-token GH_HOST|--hostname",
	"hcloud":                    "HCLOUD_TOKEN HCLOUD_CONTEXT|--context",
	"op":                        "OP_SERVICE_ACCOUNT_TOKEN OP_CONNECT_HOST OP_CONNECT_TOKEN",
	"bw":                        "BW_SESSION|--session BW_PASSWORD? BW_CLIENTID? BW_CLIENTSECRET?",
	"bws":                       "BWS_ACCESS_TOKEN|--access-token",
	"doppler":                   "DOPPLER_TOKEN|--token",
	"ansible-playbook ansible":  "ANSIBLE_VAULT_PASSWORD_FILE|--vault-password-file,--vault-id,--ask-vault-pass ANSIBLE_CONFIG ANSIBLE_HOST_KEY_CHECKING",
	"psql pg_dump pg_restore":   "PGPASSWORD PGPASSFILE PGHOST?|-h,--host,-d,--dbname PGUSER?|-U,--username,-d,--dbname",
	"borg":                      "BORG_REPO BORG_PASSPHRASE BORG_PASSCOMMAND BORG_RSH|--rsh",
	"cosign":                    "COSIGN_PASSWORD",
	"argocd":                    "ARGOCD_AUTH_TOKEN|--auth-token ARGOCD_SERVER|--server",
	"consul":                    "CONSUL_HTTP_ADDR|-http-addr CONSUL_HTTP_TOKEN|-token",
	"nomad":                     "NOMAD_ADDR|-address NOMAD_TOKEN|-token",
	"terraform tofu terragrunt": "TF_TOKEN_app_terraform_io AWS_ACCESS_KEY_ID? AWS_SECRET_ACCESS_KEY? AWS_SESSION_TOKEN? AWS_PROFILE? VAULT_ADDR? VAULT_TOKEN? VAULT_CACERT? GITHUB_TOKEN? HCLOUD_TOKEN? CLOUDFLARE_API_TOKEN? DIGITALOCEAN_TOKEN? PROXMOX_VE_ENDPOINT? PROXMOX_VE_API_TOKEN? PROXMOX_VE_PASSWORD? TAILSCALE_OAUTH_CLIENT_ID? TAILSCALE_OAUTH_CLIENT_SECRET? TAILSCALE_API_KEY? INFISICAL_UNIVERSAL_AUTH_CLIENT_ID? INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET? ARM_CLIENT_SECRET? ARM_ACCESS_KEY? GOOGLE_CREDENTIALS? GOOGLE_APPLICATION_CREDENTIALS? KUBE_CONFIG_PATH? SOPS_AGE_KEY_FILE? SOPS_AGE_KEY?",
})

// documented are the variables that commands document. People export them in their
// profiles, and then an assignment reaches every child.
var documented = func() map[string]bool {
	all := map[string]bool{}
	for _, list := range readers {
		for _, w := range list {
			all[w.variable] = true
		}
	}
	return all
}()

// applies are the commands that read variables of modules and layers.
var applies = map[string]bool{"terraform": true, "tofu": true, "terragrunt": true}

// table reads rows of "VARIABLE", "VARIABLE?" for a shared one, each followed
// by "|option,option" where options stand in for it.
func table(rows map[string]string) map[string][]wanted {
	all := map[string][]wanted{}
	for commands, row := range rows {
		var list []wanted
		for _, item := range strings.Fields(row) {
			name, options, _ := strings.Cut(item, "|")
			plain, shared := strings.CutSuffix(name, "?")
			list = append(list, wanted{variable: plain, options: strings.ReplaceAll(options, ",", " "), shared: shared})
		}
		for _, command := range strings.Fields(commands) {
			all[command] = list
		}
	}
	return all
}
