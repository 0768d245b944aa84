output "cluster_vars" {
  value = kubernetes_config_map_v1.cluster_vars.metadata[0].name
}
