variable "user_name" {
  description = "Name of the user"
  type        = string
  default     = "gitlab-ecr-push"
}

variable "repositories" {
  description = "Repositories to make"
  type        = list(string)
  default     = ["aws-network-cdk"]
}

variable "tags" {
  description = "Tags of everything that is made"
  type        = map(string)
  default = {
    managed-by = "gitlab-ecr"
  }
}
