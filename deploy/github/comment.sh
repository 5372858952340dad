#!/usr/bin/env bash
# Writes the comment, or writes it anew where an earlier run of the same audit left one.
set -euo pipefail

marker=$(tail -n 1 "$COMMENT")
issues="repos/$GITHUB_REPOSITORY/issues"
export marker
earlier=$(gh api --paginate "$issues/$PULL_REQUEST/comments?per_page=100" --jq \
    '.[] | select(.user.type == "Bot" and (.body | rtrimstr("\n") | endswith(env.marker))) | .id' \
    | head -n 1)
if [ -n "$earlier" ]; then
    gh api --silent --method PATCH "$issues/comments/$earlier" --field "body=@$COMMENT"
else
    gh api --silent --method POST "$issues/$PULL_REQUEST/comments" --field "body=@$COMMENT"
fi
