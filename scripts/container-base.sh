#!/bin/bash
# Sees to it that the Dockerfile's base image is here: as it stands, pulled, or, where no registry answers, made from
# Debian's packages with the same Python at the same path. The stand-in also carries this machine's certificates and
# pip settings, because a build has no other way to a package index behind a local proxy.
set -euo pipefail
cd "$(dirname "$0")/.."

image=$(sed -n '/^FROM /{s/^FROM \([^ ]*\).*/\1/p;q}' Dockerfile)

# Debian's mirror as apt knows it here.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Label: Debian' 'Component: main' | head -n 1
}

# One setting of pip as it holds here; nothing if there is none. pip lists the environment's before its files'.
pip_setting() {
  "$scratch/venv/bin/pip" config list | sed -n "s/^\(:env:\|global\)\.$1='\(.*\)'$/\2/p" | sed 's/\\n/ /g;q'
}

# The settings that say where packages come from; the rest would be noise in a build.
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

make_stand_in() {
  local root=$scratch/root suite=${image##*-}
  python3 -m venv "$scratch/venv" # Debian's Python comes without pip, which alone knows all its files of settings
  command -v debootstrap >/dev/null || apt-get install -qq --no-install-recommends debootstrap >/dev/null
  debootstrap --variant=minbase --include=ca-certificates,python3,python3-pip "$suite" "$root" "$(mirror)" \
    >"$root.log" || { tail -n 20 "$root.log"; return 1; }
  ln -s /usr/bin/python3 "$root/usr/local/bin/python3"
  ln -s /usr/bin/python3 "$root/usr/local/bin/python"
  ln -s /usr/bin/pip3 "$root/usr/local/bin/pip"
  rm -f "$root"/usr/lib/python3*/EXTERNALLY-MANAGED "$root"/var/cache/apt/archives/*.deb
  cp "$(certificates)" "$root/etc/ssl/certs/ca-certificates.crt"
  pip_settings >"$root/etc/pip.conf"
  tar --create --directory "$root" . | docker import --change 'CMD ["python3"]' - "$image"
}

if docker image inspect "$image" >/dev/null 2>&1; then
  echo "base image: $image is here"
elif timeout 180 docker pull --quiet "$image"; then
  echo "base image: $image pulled"
else
  scratch=$(mktemp --directory)
  trap 'rm --recursive --force --one-file-system "$scratch"' EXIT
  echo "base image: no registry answers; making a stand-in for $image from $(mirror)"
  make_stand_in
fi
