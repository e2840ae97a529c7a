# The image of the components: docker's command line, Node, and gitlab-ecr with a warm compile cache.
#
#   docker buildx build --platform linux/amd64,linux/arm64 --build-arg VERSION=1.2.3 .
#
# Both base images are pinned by the digest of their multi-platform index.

FROM node:24-alpine@sha256:e67514e5d0f6c46656005e1b693b2ec9d52e80b641307de684d4a015ba7a4eaf AS node

# The bundle, from the sources and the locked packages, and the compile cache, filled on the platform that it is for.
FROM node AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY tools/node/package.json tools/node/
COPY tools/oldest-node/package.json tools/oldest-node/
RUN npm ci --ignore-scripts
COPY src src
COPY scripts scripts
COPY test/fake test/fake
# Root owns all of it. The cache is for root and for user 1000, and nobody can write it: what lies there is run.
RUN umask 022 && node --input-type=module --eval 'import { buildBundle } from "./scripts/build.ts"; await buildBundle();' && \
  node scripts/build/warm.ts dist 0 1000

FROM docker:29-cli@sha256:b1805116a6a86cc591b5d5f60a910a0715cdcc9d18d866ad68b1457ead25c35c
# Node needs these two libraries of its own image, and no package manager.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/lib/libstdc++.so.6 /usr/lib/libgcc_s.so.1 /usr/lib/
COPY --from=build /build/dist/ /usr/local/lib/gitlab-ecr/
COPY LICENSE /usr/local/lib/gitlab-ecr/
RUN ln -s ../lib/gitlab-ecr/gitlab-ecr-launch.cjs /usr/local/bin/gitlab-ecr && \
  ln -s ../lib/gitlab-ecr/docker-credential-gitlab-ecr.cjs /usr/local/bin/docker-credential-gitlab-ecr
# It fails here, and not in a job, where a library is missing.
RUN node --version && docker --version && gitlab-ecr --version

# The user stays root: a mounted Docker socket and the keys that dind shares are root's, and so is the runner's checkout.
# Entrypoint and command stay docker's, which run the shell that a runner asks for.

ARG VERSION=0.0.0
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="gitlab-ecr" \
  org.opencontainers.image.description="Log GitLab CI/CD jobs into Amazon ECR with their ID token, and push" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.source="$SOURCE" \
  org.opencontainers.image.base.name="docker.io/library/docker:29-cli" \
  org.opencontainers.image.base.digest="sha256:b1805116a6a86cc591b5d5f60a910a0715cdcc9d18d866ad68b1457ead25c35c"
