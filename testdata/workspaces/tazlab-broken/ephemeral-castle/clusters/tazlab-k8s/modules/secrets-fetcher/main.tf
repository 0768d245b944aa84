# No provider and no remote read: the values come in as variables and go out to the later layers.
terraform {
  required_version = ">= 1.9"
}
