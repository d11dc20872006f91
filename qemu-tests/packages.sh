# Debian's packages that tests need and that are not installed: sourced by scripts that set `what` to what
# errors begin with.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/orion/guest
apt=$cache/apt-$$
apt_options=(
  -o Dir::State::Lists="$apt/lists"
  -o Dir::Cache="$apt/cache"
  -o APT::Sandbox::User="$(id -un)"
)

# Runs a command whose last words are of interest only if it fails.
quietly() {
  local log
  log=$("$@" 2>&1) || fail "$what: $1: $(tail -n 1 <<<"$log")"
}

# Reads the package lists of this machine's sources.
update_lists() {
  mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
  quietly apt-get "${apt_options[@]}" -qq update
}

# Adds the backports of this machine's release to apt's sources, from the mirror it uses already.
add_backports() {
  local codename mirror
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  mirror=$(apt-get "${apt_options[@]}" indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' "Release: $codename" 'Component: main' | sort -u | head -n 1)
  [[ -n $mirror ]] || fail "$what: apt knows no mirror of $codename, or cannot reach it"
  mkdir -p "$apt/sources"
  cp -r /etc/apt/sources.list.d/. "$apt/sources/"
  echo "deb $mirror $codename-backports main" >"$apt/sources/orion-backports.list"
  apt_options+=(
    -o Dir::Etc::SourceParts="$apt/sources"
    -o APT::Default-Release="$codename-backports"
  )
}
