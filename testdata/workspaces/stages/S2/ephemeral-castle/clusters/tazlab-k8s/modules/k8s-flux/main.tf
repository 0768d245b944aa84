variable "kubeconfig_path" {
  type = string
}

terraform {
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "2.36.0"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "2.17.0"
    }
  }
}

provider "kubernetes" {
  config_path = var.kubeconfig_path
}

provider "helm" {
  kubernetes {
    config_path = var.kubeconfig_path
  }
}

resource "helm_release" "flux" {
  name       = "flux2"
  namespace  = "flux-system"
  repository = "https://fluxcd-community.github.io/helm-charts"
  chart      = "flux2"
  version    = "2.16.4"
  wait       = true
}

resource "kubernetes_config_map_v1" "cluster_vars" {
  metadata {
    name      = "cluster-vars"
    namespace = "flux-system"
  }
  data = {
    domain = "tazlab.net"
  }
}

resource "helm_release" "flux_sync" {
  name       = "flux-system"
  namespace  = "flux-system"
  repository = "https://fluxcd-community.github.io/helm-charts"
  chart      = "flux2-sync"
  version    = "1.13.4"

  set {
    name  = "gitRepository.spec.url"
    value = "https://github.com/tazzo/tazlab-k8s.git"
  }

  set {
    name  = "gitRepository.spec.secretRef.name"
    value = "flux-system"
  }

  set {
    name  = "kustomization.spec.path"
    value = "./clusters/tazlab-k8s"
  }

  depends_on = [helm_release.flux, kubernetes_config_map_v1.cluster_vars]
}
