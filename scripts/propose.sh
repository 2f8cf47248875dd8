#!/bin/bash
# Commits what is staged to a branch, and opens a pull request for it or updates the one that is open. Runs in a
# workflow, with the gh command line and its token: propose.sh BRANCH TITLE BODY
set -euo pipefail
branch=$1 title=$2 body=$3

git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "$title"
gh auth setup-git
git push --quiet --force origin "HEAD:refs/heads/$branch"
if [[ $(gh pr list --head "$branch" --state open --json number --jq length) == 0 ]]; then
  gh pr create --base main --head "$branch" --title "$title" --body "$body"
fi
