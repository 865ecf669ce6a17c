#!/bin/sh
# Node 26 comes from npm, but its libatomic.so.1 comes from the distribution: says so, and as root installs it, before
# the first script in TypeScript could only say "error while loading shared libraries".
set -eu

node=node_modules/.bin/node
if "$node" --version >/dev/null 2>&1; then exit 0; fi
problem=$("$node" --version 2>&1 || true)
case $problem in
  *libatomic.so.1*) ;;
  *) echo "Node 26 does not run here: $problem" >&2; exit 1 ;;
esac

if command -v apt-get >/dev/null; then
  set -- apt-get install -y --no-install-recommends libatomic1
elif command -v dnf >/dev/null; then
  set -- dnf install -y libatomic
else
  echo "Node 26 needs libatomic.so.1: install it with your package manager" >&2
  exit 1
fi
if [ "$(id -u)" != 0 ]; then
  echo "Node 26 needs libatomic.so.1. As root: $*" >&2
  exit 1
fi
echo "Installing what Node 26 needs: $*"
if [ "$1" = apt-get ]; then apt-get update >/dev/null; fi
DEBIAN_FRONTEND=noninteractive "$@" >/dev/null
"$node" --version >/dev/null
