#!/bin/sh
# Writes to .env, which Compose reads, what the tags of the base images mean now: the images by digest.
set -eu
cd "$(dirname "$0")"
pinned() {
  docker pull --quiet "$1" >/dev/null
  echo "$1@$(docker image inspect --format '{{index .RepoDigests 0}}' "$1" | sed 's/.*@//')"
}
node=$(pinned node:24-slim)
postgres=$(pinned postgres:18)
printf 'NODE_IMAGE=%s\nPOSTGRES_IMAGE=%s\n' "$node" "$postgres" > .env
cat .env
