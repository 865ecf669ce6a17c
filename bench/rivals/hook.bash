#!/bin/bash
# A rival of oci-device-hook, for benchmarks only. See README.md.
set -euo pipefail

precreate() {
  local config paths gids=()
  config=$(cat)
  paths=$(jq -r 'select(.annotations."oci-device-hook/mode") | .linux.devices[]?.path' <<< "$config")
  if [ -z "$paths" ]; then
    printf '%s' "$config"
    return
  fi
  mapfile -t gids < <(xargs -d '\n' stat -c %g -- <<< "$paths" | sort -nu | grep -vx 0)
  jq -c --args '.process.user |= (.additionalGids //= [] | .additionalGids += ($ARGS.positional | map(tonumber)) - .additionalGids)' \
    "${gids[@]}" <<< "$config"
}

create_runtime() {
  local pid bundle root user
  read -r pid bundle < <(jq -r '"\(.pid) \(.bundle)"')
  {
    read -r root || return 0 # it did not ask
    read -r user
    mapfile -t paths
  } < <(jq -r 'select(.annotations."oci-device-hook/mode") | .root.path, "\(.process.user.uid):\(.process.user.gid)",
    .linux.devices[]?.path' "$bundle/config.json")
  [ ${#paths[@]} -gt 0 ] || return 0
  [[ $root == /* ]] || root=$bundle/$root
  printf "/proc/$pid/root$root%s\0" "${paths[@]}" | xargs -0 chown -- "$user"
}

case $1 in
  precreate) precreate ;;
  createRuntime) create_runtime ;;
esac
