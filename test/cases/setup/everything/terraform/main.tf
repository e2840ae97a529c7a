terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.82, < 7.0"
    }
  }
}

provider "aws" {
  region              = "ap-northeast-1"
  allowed_account_ids = ["455931011959"]
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  count          = var.create_oidc_provider ? 1 : 0
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
  tags           = var.tags
}

data "aws_iam_openid_connect_provider" "gitlab" {
  count = var.create_oidc_provider ? 0 : 1
  url   = "https://gitlab.com"
}

locals {
  oidc_provider_arn = var.create_oidc_provider ? aws_iam_openid_connect_provider.gitlab[0].arn : data.aws_iam_openid_connect_provider.gitlab[0].arn
}

resource "aws_iam_role" "gitlab" {
  name                 = var.role_name
  path                 = "/ci/"
  description          = "Lets jobs of GitLab use Amazon ECR; made by gitlab-ecr setup"
  max_session_duration = var.max_session_duration
  permissions_boundary = "arn:aws:iam::455931011959:policy/bounds"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "GitLabProject1"
        Effect = "Allow"
        Principal = {
          Federated = local.oidc_provider_arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "gitlab.com:aud"           = "https://gitlab.com"
            "gitlab.com:project_id"    = "1"
            "gitlab.com:ref_protected" = "true"
          }
          StringLike = {
            "gitlab.com:sub" = [
              "project_path:org/app:ref_type:branch:ref:main",
              "project_path:org/app:ref_type:branch:ref:release/*",
              "project_path:org/app:ref_type:branch:ref:it's-$${$}{odd}-\"%%{one}\"",
              "project_path:org/app:ref_type:tag:ref:v*",
            ]
          }
        }
      },
      {
        Sid    = "GitLabProject2"
        Effect = "Allow"
        Principal = {
          Federated = local.oidc_provider_arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "gitlab.com:aud"           = "https://gitlab.com"
            "gitlab.com:project_id"    = "2"
            "gitlab.com:ref_protected" = "true"
          }
          StringLike = {
            "gitlab.com:sub" = [
              "project_path:org/api:ref_type:branch:ref:main",
              "project_path:org/api:ref_type:branch:ref:release/*",
              "project_path:org/api:ref_type:branch:ref:it's-$${$}{odd}-\"%%{one}\"",
              "project_path:org/api:ref_type:tag:ref:v*",
            ]
          }
        }
      },
    ]
  })
  tags = var.tags
}

resource "aws_iam_role_policy" "ecr" {
  name = "gitlab-ecr"
  role = aws_iam_role.gitlab.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ECRAuthToken"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      },
      {
        Sid    = "ECRPushPull"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "ecr:GetRepositoryPolicy",
          "ecr:DescribeRepositories",
          "ecr:ListImages",
          "ecr:DescribeImages",
          "ecr:InitiateLayerUpload",
          "ecr:UploadLayerPart",
          "ecr:CompleteLayerUpload",
          "ecr:PutImage",
        ]
        Resource = [
          "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk",
          "arn:aws:ecr:ap-northeast-1:455931011959:repository/team/app",
        ]
      },
    ]
  })
}

resource "aws_ecr_repository" "this" {
  for_each             = toset(var.repositories)
  name                 = each.value
  image_tag_mutability = "IMMUTABLE"
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = "arn:aws:kms:ap-northeast-1:455931011959:key/1234abcd"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each   = aws_ecr_repository.this
  repository = each.value.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Images without a tag go after two weeks"
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = 14
        }
        action = {
          type = "expire"
        }
      },
      {
        rulePriority = 2
        description  = "The newest 50 images stay"
        selection = {
          tagStatus   = "any"
          countType   = "imageCountMoreThan"
          countNumber = 50
        }
        action = {
          type = "expire"
        }
      },
    ]
  })
}
