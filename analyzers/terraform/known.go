package terraform

import "strings"

// functions are those of Terraform and OpenTofu
// (developer.hashicorp.com/terraform/language/functions, opentofu.org/docs/language/functions).
var functions = words(`abs abspath alltrue anytrue base64decode base64encode base64gunzip base64gzip base64sha256 base64sha512 basename bcrypt
can ceil chomp chunklist cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains convert csvdecode
defaults dirname distinct element endswith ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1
filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode jsonencode keys length list log lookup
lower map matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp pow range regex regexall replace reverse rsadecrypt
sensitive setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum
templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring
transpose trim trimprefix trimspace trimsuffix try type upper urldecode urlencode uuid uuidv5 values yamldecode yamlencode zipmap`)

// terragruntFunctions are those that Terragrunt adds in its own files
// (terragrunt.gruntwork.io/docs/reference/hcl/functions).
var terragruntFunctions = words(`constraint_check deep_merge find_in_parent_folders get_aws_account_alias get_aws_account_id
get_aws_caller_identity_arn get_aws_caller_identity_user_id get_default_retryable_errors get_env get_original_terragrunt_dir
get_parent_terragrunt_dir get_parent_tfvars_dir get_path_from_repo_root get_path_to_repo_root get_platform get_repo_root
get_terraform_cli_args get_terraform_command get_terraform_commands_that_need_input get_terraform_commands_that_need_locking
get_terraform_commands_that_need_parallelism get_terraform_commands_that_need_vars get_terragrunt_dir get_terragrunt_source_cli_flag
get_tfvars_dir get_working_dir mark_as_read mark_glob_as_read path_relative_from_include path_relative_to_include read_terragrunt_config
read_tfvars_file run_cmd sops_decrypt_file`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}
