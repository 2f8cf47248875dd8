#!/bin/bash
# A release's two ends:
#   container-release.sh check VERSION                             is the version new, and the project's?
#   container-release.sh publish VERSION docker://IMAGE@DIGEST     name the image in action.yml, tag that commit, push
# A version's tag never moves; the major tag and the branch releases/MAJOR follow the newest version.
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() {
  echo "$*" >&2
  exit 2
}

check() {
  local version=$1 released
  [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]] || refuse "no version: $version"
  grep --quiet --fixed-strings --line-regexp "version = \"${version#v}\"" pyproject.toml ||
    refuse "pyproject.toml has another version than $version"
  released=$(git ls-remote --tags origin "refs/tags/$version")
  [[ -z $released ]] || refuse "$version is released already"
}

publish() {
  local version=$1 reference=$2
  local major=${version%%.*}
  [[ $reference =~ ^docker://[^@]+@sha256:[0-9a-f]{64}$ ]] || refuse "no reference by digest: $reference"
  grep --quiet --line-regexp ' *image: "\?Dockerfile"\?' action.yml || refuse 'action.yml does not name the Dockerfile'
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
  *) refuse "usage: $0 check|publish ..." ;;
esac
