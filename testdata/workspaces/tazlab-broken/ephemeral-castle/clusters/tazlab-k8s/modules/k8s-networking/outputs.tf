output "traefik_lb_ip" {
  value = var.traefik_lb_ip
}
