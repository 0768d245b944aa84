# The machines, and the key that Kubernetes encrypts its Secrets at rest with.
terraform {
  required_version = ">= 1.9"
  required_providers {
    proxmox = {
      source  = "bpg/proxmox"
      version = "0.84.1"
    }
    talos = {
      source  = "siderolabs/talos"
      version = "0.9.0"
    }
  }
}

provider "proxmox" {
  endpoint  = "https://proxmox.tazlab.net:8006"
  api_token = "${var.proxmox_token_id}=${var.proxmox_token_secret}"
}

resource "talos_machine_secrets" "cluster" {}

resource "talos_machine_configuration_apply" "controlplane" {
  client_configuration        = talos_machine_secrets.cluster.client_configuration
  machine_configuration_input = "controlplane"
  node                        = "192.168.1.210"
  config_patches = [yamlencode({
    cluster = { secretboxEncryptionSecret = var.talos_secretbox_key }
  })]
}
