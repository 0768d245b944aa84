# Declared here so the first volume claim of Flux finds a class, Longhorn itself comes later.
resource "kubernetes_storage_class_v1" "longhorn_single" {
  metadata {
    name = "longhorn-single"
  }
  storage_provisioner = "driver.longhorn.io"
  reclaim_policy      = "Delete"
  parameters = {
    numberOfReplicas = "1"
    dataLocality     = "best-effort"
  }
}
