output "storage_class" {
  value = kubernetes_storage_class_v1.longhorn_single.metadata[0].name
}
