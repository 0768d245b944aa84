package manifest

import "strings"

// clusterKinds are kinds without a namespace, of Kubernetes 1.34 and of the
// operators that take part in a secret's way; kinds named Cluster<Something>
// need no entry.
var clusterKinds = map[string]bool{
	"Namespace": true, "Node": true, "PersistentVolume": true, "StorageClass": true, "VolumeAttachment": true,
	"CSIDriver": true, "CSINode": true, "CustomResourceDefinition": true, "APIService": true, "PriorityClass": true,
	"RuntimeClass": true, "IngressClass": true, "GatewayClass": true, "MutatingWebhookConfiguration": true,
	"ValidatingWebhookConfiguration": true, "ValidatingAdmissionPolicy": true, "ValidatingAdmissionPolicyBinding": true,
	"MutatingAdmissionPolicy": true, "MutatingAdmissionPolicyBinding": true, "VolumeSnapshotClass": true,
	"VolumeSnapshotContent": true, "FlowSchema": true, "PriorityLevelConfiguration": true, "CertificateSigningRequest": true,
	"DeviceClass": true, "ComponentStatus": true, "VolumeAttributesClass": true, "IPAddress": true, "ServiceCIDR": true,
}

// namespacedClusterKinds are kinds that start with Cluster and live in a
// namespace all the same: database clusters, Cluster API.
var namespacedClusterKinds = map[string]bool{
	"Cluster": true, "ClusterImageCatalog": false, "ClusterClass": true, "ClusterResourceSet": true, "ClusterResourceSetBinding": true,
	"ClusterUserDefinedNetwork": false, "ClusterOutput": false,
}

// clusterScoped reports whether objects of a kind have no namespace. The groups
// of custom resources that spell a cluster-wide twin as Cluster<Kind> are all
// those of the catalogue; custom kinds found in the repository are in custom.
func clusterScoped(kind string, custom map[string]bool) bool {
	if scoped, known := custom[kind]; known {
		return scoped
	}
	if clusterKinds[kind] {
		return true
	}
	return strings.HasPrefix(kind, "Cluster") && !namespacedClusterKinds[kind]
}
