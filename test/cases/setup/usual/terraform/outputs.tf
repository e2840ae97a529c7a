output "role_arn" {
  description = "ARN of the role, for role_arn"
  value       = aws_iam_role.gitlab.arn
}

output "oidc_provider_arn" {
  description = "ARN of the OIDC provider"
  value       = local.oidc_provider_arn
}
