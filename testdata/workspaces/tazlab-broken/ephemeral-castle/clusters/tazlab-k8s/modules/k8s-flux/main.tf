resource "helm_release" "flux" {
  name       = "flux2"
  namespace  = "flux-system"
  repository = "https://fluxcd-community.github.io/helm-charts"
  chart      = "flux2"
  version    = "2.16.4"
  wait       = true
}

# Facts of the cluster the manifests may ask for. A variable used in git and missing here stops the reconcile.
resource "kubernetes_config_map_v1" "cluster_vars" {
  metadata {
    name      = "cluster-vars"
    namespace = "flux-system"
  }
  data = {
    domain        = var.domain
    cluster_name  = var.cluster_name
    traefik_lb_ip = var.traefik_lb_ip
    ADMIN_EMAIL   = var.admin_email
  }
}

# First source and entry point; afterwards git keeps them by itself.
resource "helm_release" "flux_sync" {
  name       = "flux-system"
  namespace  = "flux-system"
  repository = "https://fluxcd-community.github.io/helm-charts"
  chart      = "flux2-sync"
  version    = "1.13.4"

  set {
    name  = "gitRepository.spec.url"
    value = var.gitops_repository
  }

  set {
    name  = "gitRepository.spec.secretRef.name"
    value = "flux-system"
  }

  set {
    name  = "kustomization.spec.path"
    value = "./clusters/${var.cluster_name}"
  }

  depends_on = [helm_release.flux, kubernetes_config_map_v1.cluster_vars]
}
