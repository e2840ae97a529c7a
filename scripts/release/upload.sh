#!/bin/sh
# Uploads the files of a release to the project's generic packages, from a job of GitLab.
# The job's token reaches curl by standard input: arguments are seen by every process of the machine.
set -eu

packages="$CI_API_V4_URL/projects/$CI_PROJECT_ID/packages/generic/gitlab-ecr/$CI_COMMIT_TAG"

for file in release/*; do
  name=${file#release/}
  if [ "$name" = notes.md ]; then continue; fi
  if [ "${RELEASE_DRY_RUN:-}" = true ]; then
    echo "would upload $name to $packages/$name"
    continue
  fi
  printf 'header = "JOB-TOKEN: %s"\n' "$CI_JOB_TOKEN" |
    curl --fail-with-body --silent --show-error --retry 3 --config - --upload-file "$file" "$packages/$name"
  echo "uploaded $name"
done
