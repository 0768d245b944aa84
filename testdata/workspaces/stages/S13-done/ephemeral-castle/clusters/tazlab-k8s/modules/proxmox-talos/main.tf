terraform {
  required_version = ">= 1.9"
  required_providers {
    proxmox = {
      source  = "bpg/proxmox"
      version = "0.84.1"
    }
  }
}

provider "proxmox" {
  endpoint  = "https://proxmox.tazlab.net:8006"
  api_token = "castle@pve!rebirth=${var.proxmox_token_secret}"
}

resource "proxmox_virtual_environment_vm" "node" {
  node_name = "pve"
  vm_id     = 421
}
