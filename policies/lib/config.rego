# METADATA
# title: Shape of the configuration
# scope: subpackages
# schemas:
#   - data.tazlint.config: schema.config
package tazlint
