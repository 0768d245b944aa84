resource "kubernetes_namespace_v1" "metallb_system" {
  metadata {
    name = "metallb-system"
    labels = {
      "pod-security.kubernetes.io/enforce" = "privileged"
    }
  }
}

resource "helm_release" "metallb" {
  name       = "metallb"
  namespace  = kubernetes_namespace_v1.metallb_system.metadata[0].name
  repository = "https://metallb.github.io/metallb"
  chart      = "metallb"
  version    = "0.14.9"
  wait       = true
}

resource "kubectl_manifest" "address_pool" {
  yaml_body = <<-EOT
    apiVersion: metallb.io/v1beta1
    kind: IPAddressPool
    metadata:
      name: lan
      namespace: metallb-system
    spec:
      addresses:
        - ${var.traefik_lb_ip}/32
  EOT

  depends_on = [helm_release.metallb]
}

resource "kubectl_manifest" "l2_advertisement" {
  yaml_body = <<-EOT
    apiVersion: metallb.io/v1beta1
    kind: L2Advertisement
    metadata:
      name: lan
      namespace: metallb-system
    spec:
      ipAddressPools:
        - lan
  EOT

  depends_on = [kubectl_manifest.address_pool]
}
