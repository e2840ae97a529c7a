output "user_arn" {
  description = "ARN of the user"
  value       = aws_iam_user.gitlab.arn
}

output "repository_urls" {
  description = "Addresses of the repositories"
  value       = { for name, one in aws_ecr_repository.this : name => one.repository_url }
}
