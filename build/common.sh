# What ./orion, ./verify and ./format share. Sourced; expects $root, the repository's folder.

launcher=$root/tools/target/launcher
build_lock=$root/target/build.lock

# How Orion's JVM starts. --enable-native-access names the one module that may make native calls.
# --illegal-native-access=deny is left to the tests: with it the start-up cache gains far less.
orion_jvm=(
  -XX:+UseSerialGC
  --enable-native-access=dev.orion.nativebindings
  --module-path "$launcher/modules"
)
orion_main=dev.orion.tools/dev.orion.tools.Orion

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Prints the folder of a JDK, 25 or newer.
find_jdk() {
  local home version
  for home in "${JAVA_HOME-}" /usr/lib/jvm/* "$(readlink -f "$(type -P java)")"; do
    home=${home%/bin/java}
    [[ -x $home/bin/javac && -r $home/release ]] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if ((version >= 25)); then
      echo "$home"
      return
    fi
  done
  fail "needs a JDK 25 or newer: install one (for example Temurin 25, package temurin-25-jdk) or set JAVA_HOME to it"
}

require_maven() {
  type -P mvn >/dev/null ||
    fail "needs Maven 3.8 or newer to build: install it (on Debian: apt-get install maven)"
}

# Runs Maven in the repository, telling it about the JDK that find_jdk found.
maven() {
  type -P java >/dev/null || export JAVA_HOME=$jdk
  (cd "$root" && JAVA25_HOME=$jdk mvn --batch-mode --no-transfer-progress "$@")
}

# Takes the lock that keeps two builds out of one tree, as file descriptor 9.
lock_build() {
  { mkdir -p "$(dirname "$build_lock")" && exec 9>"$build_lock"; } 2>/dev/null ||
    fail "must build first, but $(id -un) may not write to $root: run ./orion there as its owner"
  flock --nonblock 9 && return
  echo "${0##*/}: waiting for another build of this tree…" >&2
  flock 9
}

unlock_build() {
  exec 9>&-
}

# Makes sure that there is a QEMU to start; ORION_QEMU names one that is not on the PATH.
require_qemu() {
  if [[ -n ${ORION_QEMU-} ]]; then
    type -P "$ORION_QEMU" >/dev/null || fail "ORION_QEMU=$ORION_QEMU is not a program"
    return
  fi
  type -P qemu-system-x86_64 >/dev/null && return

  local install=(apt-get install --yes --no-install-recommends qemu-system-x86) log
  type -P apt-get >/dev/null ||
    fail "needs QEMU: install qemu-system-x86_64, or set ORION_QEMU to it"
  [[ $(id -u) == 0 ]] || fail "needs QEMU: run  sudo ${install[*]}"
  echo "${0##*/}: needs QEMU: installing Debian's package qemu-system-x86…" >&2
  log=$({ apt-get update && DEBIAN_FRONTEND=noninteractive "${install[@]}"; } 2>&1) ||
    fail "${install[*]} failed:"$'\n'"$log"
}
