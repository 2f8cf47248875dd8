#!/bin/bash
# Provides the Dockerfile's base image: uses the local image, pulls it, or, if no registry is reachable, builds a
# substitute from Debian packages with Python at the same path. The substitute has the tag of the image, because nothing
# but the pinned image has its digest; scripts/base_image.py builds with it. It also contains this machine's
# certificates and pip settings, so that a build can reach a package index behind a local proxy.
set -euo pipefail
cd "$(dirname "$0")/.."

image=$(sed -n '/^FROM /{s/^FROM \([^ ]*\).*/\1/p;q}' Dockerfile)
substitute=${image%@*}

# Prints the Debian mirror that apt uses.
mirror() {
  # shellcheck disable=SC2016 # apt-get replaces it
  apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Label: Debian' 'Component: main' | head -n 1
}

# Prints a pip setting, if it is set. pip lists environment variables before configuration files.
pip_setting() {
  "$scratch/venv/bin/pip" config list | sed -n "s/^\(:env:\|global\)\.$1='\(.*\)'$/\2/p" | sed 's/\\n/ /g;q'
}

# Prints the pip settings about the package index as a configuration file.
pip_settings() {
  local key value
  echo '[global]'
  echo 'cert = /etc/ssl/certs/ca-certificates.crt'
  for key in index-url extra-index-url trusted-host proxy timeout; do
    value=$(pip_setting "$key")
    [[ -z $value ]] || echo "$key = $value"
  done
}

certificates() {
  local file
  file=$(pip_setting cert)
  echo "${file:-${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}}"
}

build_substitute() {
  local root=$scratch/root suite=${substitute##*-}
  python3 -m venv "$scratch/venv" # pip finds its own configuration files; Debian's Python has no pip
  command -v debootstrap >/dev/null || apt-get install -qq --no-install-recommends debootstrap >/dev/null
  debootstrap --variant=minbase --include=ca-certificates,python3,python3-pip "$suite" "$root" "$(mirror)" \
    >"$root.log" || { tail -n 20 "$root.log"; return 1; }
  ln -s /usr/bin/python3 "$root/usr/local/bin/python3"
  ln -s /usr/bin/python3 "$root/usr/local/bin/python"
  ln -s /usr/bin/pip3 "$root/usr/local/bin/pip"
  rm -f "$root"/usr/lib/python3*/EXTERNALLY-MANAGED "$root"/var/cache/apt/archives/*.deb
  cp "$(certificates)" "$root/etc/ssl/certs/ca-certificates.crt"
  pip_settings >"$root/etc/pip.conf"
  tar --create --directory "$root" . | docker import --change 'CMD ["python3"]' - "$substitute"
}

if docker image inspect "$image" >/dev/null 2>&1; then
  echo "base image: found $image"
elif timeout 180 docker pull --quiet "$image"; then
  echo "base image: pulled $image"
elif docker image inspect "$substitute" >/dev/null 2>&1; then
  echo "base image: found the substitute $substitute"
else
  scratch=$(mktemp --directory)
  trap 'rm --recursive --force --one-file-system "$scratch"' EXIT
  echo "base image: no registry is reachable; building the substitute $substitute from $(mirror)"
  build_substitute
fi
