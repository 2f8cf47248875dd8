#!/bin/bash
# The first and the last step of a release:
#   container-release.sh check VERSION                             check that the version is new and is the project's
#   container-release.sh publish VERSION docker://IMAGE@DIGEST     pin the image in action.yml, tag the commit, push
# A version tag never moves; the major tag and the branch releases/MAJOR point to the latest version.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "$*" >&2
  exit 2
}

check() {
  local version=$1 released
  [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "invalid version: $version"
  grep --quiet --fixed-strings --line-regexp "version = \"${version#v}\"" pyproject.toml ||
    fail "the version in pyproject.toml is not $version"
  released=$(git ls-remote --tags origin "refs/tags/$version")
  [[ -z $released ]] || fail "$version has already been released"
}

publish() {
  local version=$1 reference=$2
  local major=${version%%.*}
  [[ $reference =~ ^docker://[^@]+@sha256:[0-9a-f]{64}$ ]] || fail "the image reference has no digest: $reference"
  grep --quiet --line-regexp ' *image: "\?Dockerfile"\?' action.yml || fail 'action.yml does not refer to the Dockerfile'
  sed --in-place "s|^\( *image: \).*|\1$reference|" action.yml
  git config user.name 'github-actions[bot]'
  git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
  git commit --quiet --message "Release $version" action.yml
  git tag "$version"
  git tag --force "$major"
  git push --atomic origin "refs/tags/$version" "+refs/tags/$major" "+HEAD:refs/heads/releases/$major"
}

case ${1-} in
  check) check "$2" ;;
  publish) publish "$2" "$3" ;;
  *) fail "usage: $0 check|publish ..." ;;
esac
