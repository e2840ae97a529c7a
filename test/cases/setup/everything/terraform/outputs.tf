output "role_arn" {
  description = "ARN of the role, for role_arn"
  value       = aws_iam_role.gitlab.arn
}

output "oidc_provider_arn" {
  description = "ARN of the OIDC provider"
  value       = local.oidc_provider_arn
}

output "repository_urls" {
  description = "Addresses of the repositories"
  value       = { for name, one in aws_ecr_repository.this : name => one.repository_url }
}
