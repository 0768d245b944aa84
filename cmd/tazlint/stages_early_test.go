package main

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/migration"
)

// What several stages have in common.
var (
	certificates = []string{
		"ExternalSecret ai-agents/wildcard-tls", "ExternalSecret auth/wildcard-tls", "ExternalSecret dex/wildcard-tls",
		"ExternalSecret hugo-blog/wildcard-tls", "ExternalSecret hugo-wiki/wildcard-tls",
	}
	internalCertificates = []string{
		"ExternalSecret longhorn-system/wildcard-tls", "ExternalSecret monitoring/wildcard-tls",
		"ExternalSecret tazlab-db/wildcard-tls", "ExternalSecret traefik/wildcard-tls",
	}
	identities = []string{"ExternalSecret auth/oauth2-proxy-secrets", "ExternalSecret dex/dex-config-rendered"}
	grouped    = slices.Concat(certificates, internalCertificates, identities,
		[]string{"ExternalSecret monitoring/grafana-db", "ExternalSecret tailscale/operator-oauth"})
	circles = []string{"cycle Secret flux-system/flux-system", "cycle Secret tailscale/operator-oauth"}
	modules = []string{
		"data.infisical_secrets.bootstrap of clusters/tazlab-k8s/modules/secrets-fetcher",
		"data.infisical_secrets.github of clusters/tazlab-k8s/modules/proxmox-talos",
		"output.proxmox_token_id of clusters/tazlab-k8s/modules/secrets-fetcher",
		"output.proxmox_token_secret of clusters/tazlab-k8s/modules/secrets-fetcher",
		"output.talos_secretbox_key of clusters/tazlab-k8s/modules/secrets-fetcher",
		"talos_machine_configuration_apply.controlplane of clusters/tazlab-k8s/modules/proxmox-talos",
	}
	bootstrapResidue = []string{
		`ephemeral-castle/clusters/tazlab-k8s/modules/proxmox-talos/main.tf infisical`,
		`ephemeral-castle/clusters/tazlab-k8s/modules/proxmox-talos/main.tf "infisical"`,
		`ephemeral-castle/clusters/tazlab-k8s/modules/proxmox-talos/main.tf "infisical_secret"`,
		`ephemeral-castle/clusters/tazlab-k8s/modules/proxmox-talos/main.tf "infisical_secrets"`,
		`ephemeral-castle/clusters/tazlab-k8s/modules/secrets-fetcher/main.tf infisical`,
		`ephemeral-castle/clusters/tazlab-k8s/modules/secrets-fetcher/main.tf "infisical"`,
		`ephemeral-castle/clusters/tazlab-k8s/modules/secrets-fetcher/main.tf "infisical_secrets"`,
		`ephemeral-castle/create.sh INFISICAL_CLIENT_ID`,
		`ephemeral-castle/create.sh INFISICAL_CLIENT_SECRET`,
		`tazpod/.infisical.json "workspaceId"`,
	}
	pushedResidue    = append(slices.Clone(bootstrapResidue), `ephemeral-castle/tailscale/setup.sh https://eu.infisical.com/api/v3/secrets/raw/`)
	manifestsResidue = `tazlab-k8s/.infisical.json "workspaceId"`
	exported         = expected{
		"leak/process-exposure", "warning", "create.sh", 1, "INFISICAL_CLIENT_SECRET is exported",
		"the exports are part of what keeps the old store alive",
	}
	networkCircle = expected{
		"bootstrap/cycle", "warning", "main.tf", 1, "start: Secret tailscale/operator-oauth ->",
		"the operator's login comes from behind the network that it joins",
	}
	sourceCircle = expected{
		"bootstrap/cycle", "warning", "main.tf", 1, "start: Secret flux-system/flux-system ->",
		"Flux clones with a token from behind what Flux delivers",
	}
	twoLayers = expected{
		"migration/wrong-layer", "info", "main.tf", 1, "vault-secrets-operator, which does the same",
		"Terraform goes on installing External Secrets until 4 June",
	}
)

// earlyStages are the days up to the second operator.
var earlyStages = []stage{
	{
		name:     "S0",
		moves:    map[string]int{"legacy-store info": 23, "legacy-residue info": 15},
		sides:    map[migration.Side]int{migration.SideLegacy: 23},
		several:  slices.Concat(certificates, internalCertificates, identities, []string{"ExternalSecret monitoring/tazlab-db-pguser-grafana", "ExternalSecret tailscale/operator-oauth"}),
		outside:  append(slices.Clone(modules), "vault entry age.key"),
		blockers: []string{"no-store"},
		residue: append(slices.Clone(bootstrapResidue), manifestsResidue,
			`ephemeral-castle/tailscale/setup.sh https://app.infisical.com/api/v3/secrets/raw/`,
			`tazpod/dotfiles/.local/bin/tazpod-refresh infisical`,
			`tazpod/secrets.yml infisical_project_id`, `tazpod/secrets.yml infisical_url`),
		findings: []expected{
			exported,
			{"reference/conflicting-owners", "warning", "create.sh", 1, "deletes or changes ExternalSecret monitoring/tazlab-db-pguser-grafana", "the password has three makers, and the script settles it by force"},
			{"reference/endpoint-drift", "warning", "setup.sh", 1, "app.infisical.com, but ClusterSecretStore tazlab-secrets to eu.infisical.com", "the script fills another region than the store reads"},
		},
	},
	{
		name:     "S1",
		moves:    map[string]int{"legacy-store info": 22, "new-cycle error": 2, "missing-destination warning": 34, "legacy-residue info": 12},
		sides:    map[migration.Side]int{migration.SideLegacy: 22},
		several:  grouped,
		outside:  modules,
		blockers: append([]string{"refused ClusterSecretStore tazlab-secrets-vault"}, circles...),
		missing: []string{
			"CLOUDFLARE_API_TOKEN", "DEX_GOOGLE_CLIENT_ID", "DEX_GOOGLE_CLIENT_SECRET", "DISCORD_WEBHOOK_URL", "GITHUB_TOKEN",
			"GRAFANA_DB_PASSWORD", "GRAFANA_DB_USER", "OAUTH2_PROXY_CLIENT_SECRET", "OAUTH2_PROXY_COOKIE_SECRET", "OPENCLAW_CONFIG",
			"PGADMIN_DEFAULT_PASSWORD", "PGBACKREST_S3_CONF", "TAILSCALE_OPERATOR_CLIENT_ID", "TAILSCALE_OPERATOR_CLIENT_SECRET",
			"WIKI_BASIC_AUTH", "WILDCARD_CRT", "WILDCARD_KEY",
		},
		residue: append(slices.Clone(pushedResidue), manifestsResidue),
		findings: []expected{
			exported,
			{"schema/invalid-object", "error", "main.tf", 1, "spec.provider.vault.caSecret", "the kind calls it caProvider"},
		},
	},
	{
		name:  "S2",
		moves: map[string]int{"legacy-store warning": 17, "new-cycle error": 2, "missing-destination error": 18, "legacy-residue warning": 12},
		sides: map[migration.Side]int{migration.SideLegacy: 17, migration.SideTarget: 5},
		left: slices.Concat(certificates, internalCertificates, []string{
			"ExternalSecret ai-agents/openclaw-secrets", "ExternalSecret cert-manager/cloudflare-api-token", "ExternalSecret flux-system/github-api-token",
			"ExternalSecret hugo-wiki/wiki-basic-auth", "ExternalSecret monitoring/alertmanager-discord-webhook", "ExternalSecret monitoring/grafana-db",
			"ExternalSecret tailscale/operator-oauth", "ExternalSecret tazlab-db/pgadmin-credentials",
		}),
		several:  grouped,
		outside:  modules,
		blockers: circles,
		missing: []string{
			"CLOUDFLARE_API_TOKEN", "DISCORD_WEBHOOK_URL", "GRAFANA_DB_PASSWORD", "GRAFANA_DB_USER", "OPENCLAW_CONFIG", "PGADMIN_DEFAULT_PASSWORD",
			"TAILSCALE_OPERATOR_CLIENT_ID", "TAILSCALE_OPERATOR_CLIENT_SECRET", "WIKI_BASIC_AUTH", "WILDCARD_KEY",
		},
		residue:  append(slices.Clone(pushedResidue), manifestsResidue),
		findings: []expected{exported},
	},
	{
		name:     "S3",
		moves:    map[string]int{"legacy-residue error": 11, "stale-copy warning": 1},
		sides:    map[migration.Side]int{migration.SideTarget: 22},
		left:     []string{},
		several:  grouped,
		outside:  modules,
		blockers: circles,
		residue:  pushedResidue,
		findings: []expected{exported, networkCircle, sourceCircle},
	},
	{
		name:     "S4",
		sides:    map[migration.Side]int{migration.SideTarget: 17},
		left:     []string{},
		several:  slices.Concat(certificates, identities, []string{"ExternalSecret tailscale/operator-oauth"}),
		blockers: append([]string{"order ClusterSecretStore tazlab-secrets-vault"}, circles...),
		findings: []expected{
			networkCircle, sourceCircle,
			{"bootstrap/crd-order", "error", "main.tf", 2, "nothing makes it come after HelmRelease external-secrets/external-secrets", "the store does not wait for its chart, and what waits for the store does not either"},
			{"reference/undefined-secret", "info", "grafana.yaml", 1, "monitoring/grafana-db", "the other half of the file that is not listed"},
			{"reference/unlisted-manifest", "error", "secrets.yaml", 1, "Deployment monitoring/grafana needs Secret monitoring/grafana-db", "the kustomization leaves the file out"},
		},
	},
	{
		name:     "S5",
		moves:    map[string]int{"legacy-store info": 16, "key-rename warning": 8, "multi-path warning": 8},
		sides:    map[migration.Side]int{migration.SideLegacy: 16},
		several:  slices.Concat(certificates, identities, []string{"ExternalSecret tailscale/tailscale-operator-oauth"}),
		closed:   []string{"ai-agents", "auth", "cert-manager", "dex", "hugo-blog", "hugo-wiki", "monitoring", "tailscale"},
		findings: []expected{twoLayers},
	},
	{
		name:    "S6",
		moves:   map[string]int{"legacy-store warning": 6, "multi-path warning": 6, "path-convention warning": 2},
		sides:   map[migration.Side]int{migration.SideLegacy: 6, migration.SideTarget: 8, migration.SideOther: 1},
		left:    append(slices.Clone(certificates), "ExternalSecret tailscale/tailscale-operator-oauth"),
		several: append(slices.Clone(certificates), "ExternalSecret tailscale/tailscale-operator-oauth"),
		closed:  []string{"hugo-blog", "hugo-wiki", "tailscale"},
		findings: []expected{
			twoLayers,
			{"reference/unauthorized-consumer", "error", "main.tf", 6, "which role vso-role-jwt of jwt does not let in", "the role names the account of the operator's own namespace"},
			{"reference/unauthorized-consumer", "info", "login.yaml", 1, "logs in with the kubernetes method", "Vault would have to call the cluster"},
			{"rotation/no-reload", "warning", "oauth2-proxy.yaml", 1, "keeps the old value of Secret auth/wildcard-tls", "Reloader is gone, and External Secrets restarts nothing"},
		},
	},
}
