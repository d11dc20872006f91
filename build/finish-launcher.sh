#!/usr/bin/env bash
# The last step of building tools: records Orion's start in a cache of loaded and linked classes,
# then stamps the launcher with the time at which the build began.
set -euo pipefail
build_start=$1
root=$(dirname "$(dirname "$(readlink -f "$0")")")
source "$root/build/common.sh"

jdk=$(find_jdk)
output=$("$jdk/bin/java" "${orion_jvm[@]}" -XX:AOTCacheOutput="$launcher/orion.aot" \
  --module "$orion_main" --help 2>&1) || fail "orion --help failed:"$'\n'"$output"
touch --date="$build_start" "$launcher/stamp"
