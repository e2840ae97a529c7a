variable "role_name" {
  description = "Name of the role"
  type        = string
  default     = "ci-role"
}

variable "max_session_duration" {
  description = "Seconds that a session may last"
  type        = number
  default     = 7200
}

variable "create_oidc_provider" {
  description = "Make the OIDC provider for https://gitlab.com; false takes the one that the account has"
  type        = bool
  default     = true
}

variable "repositories" {
  description = "Repositories to make"
  type        = list(string)
  default = [
    "aws-network-cdk",
    "team/app",
  ]
}

variable "tags" {
  description = "Tags of everything that is made"
  type        = map(string)
  default = {
    managed-by = "gitlab-ecr"
    team       = "net work"
  }
}
