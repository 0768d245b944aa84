terraform {
  required_version = ">= 1.9"
  required_providers {
    proxmox = {
      source  = "bpg/proxmox"
      version = "0.78.2"
    }
    talos = {
      source  = "siderolabs/talos"
      version = "0.8.1"
    }
  }
}

provider "proxmox" {
  endpoint  = var.proxmox_endpoint
  api_token = "${var.proxmox_token_id}=${var.proxmox_token_secret}"
}

locals {
  kube_endpoint = "https://${var.api_vip}:6443"
}

resource "proxmox_virtual_environment_vm" "controlplane" {
  name      = "${var.cluster_name}-cp-1"
  node_name = "pve"
  vm_id     = 421

  cpu {
    cores = 4
  }

  memory {
    dedicated = 8192
  }
}

resource "talos_machine_secrets" "this" {}

data "talos_machine_configuration" "controlplane" {
  cluster_name     = var.cluster_name
  cluster_endpoint = local.kube_endpoint
  machine_type     = "controlplane"
  machine_secrets  = talos_machine_secrets.this.machine_secrets
}

resource "talos_machine_configuration_apply" "controlplane" {
  client_configuration        = talos_machine_secrets.this.client_configuration
  machine_configuration_input = data.talos_machine_configuration.controlplane.machine_configuration
  node                        = var.api_vip

  config_patches = [
    yamlencode({
      cluster = {
        secretboxEncryptionSecret = var.talos_secretbox_key
      }
    })
  ]

  depends_on = [proxmox_virtual_environment_vm.controlplane]
}

resource "talos_machine_bootstrap" "this" {
  client_configuration = talos_machine_secrets.this.client_configuration
  node                 = var.api_vip

  depends_on = [talos_machine_configuration_apply.controlplane]
}

resource "talos_cluster_kubeconfig" "this" {
  client_configuration = talos_machine_secrets.this.client_configuration
  node                 = var.api_vip

  depends_on = [talos_machine_bootstrap.this]
}
