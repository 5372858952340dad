#!/usr/bin/env bash
# Runs the audit with the inputs of the action, and hands on its exit code instead of failing:
# the steps after this one publish the reports, the last one fails.
set -euo pipefail

# A folder of its own for each audit: an earlier one of the same job must not be published again
# where this one writes no report.
mkdir -p "$FOLDER"
FOLDER=$(mktemp -d "$FOLDER/audit-XXXXXX")

# What is audited: the account, or the templates of the repository.
what=(scan)
while IFS= read -r line; do
    [ -z "$line" ] || what+=("$line")
done <<<"${TEMPLATES:-}"
if [ "${#what[@]}" -gt 1 ]; then
    what[0]=template
    while IFS= read -r line; do
        [ -z "$line" ] || what+=(--parameter "$line")
    done <<<"${PARAMETERS:-}"
    # In a pull request, the templates of its base branch are what to compare with.
    if [ -z "$BASELINE" ] && [ -n "${BASE:-}" ]; then
        git fetch --quiet --depth 1 origin "$BASE" &&
            git worktree add --quiet --detach "$FOLDER/base" FETCH_HEAD &&
            (cd "$FOLDER/base" && "$AUDITOR" "${what[@]}" --quiet --exit-zero \
                -o "json:$FOLDER/base.json") || true
        git worktree remove --force "$FOLDER/base" 2>/dev/null || true
        [ ! -f "$FOLDER/base.json" ] || BASELINE=$FOLDER/base.json
    fi
fi

arguments=(
    "${what[@]}" --no-progress --fail-on "$FAIL_ON"
    -o "$FOLDER/report.html" -o "$FOLDER/report.json" -o "$FOLDER/report.sarif"
    -o "$FOLDER/report.md" -o "markdown-comment:$FOLDER/comment.md"
)
[ "${what[0]}" != template ] || arguments+=(-o github:-)
read -ra regions <<<"${REGIONS//$'\n'/ }"
for region in "${regions[@]}"; do
    arguments+=(--region "$region")
done
[ -z "$CONFIG" ] || arguments+=(--config "$CONFIG")
[ -z "$WAIVERS" ] || arguments+=(--waivers "$WAIVERS")
[ -z "$BASELINE" ] || arguments+=(--baseline "$BASELINE")
[ "$FAIL_ON_NEW" != true ] || arguments+=(--fail-on-new)
while IFS= read -r line; do
    [ -z "$line" ] || arguments+=("$line")
done <<<"$ARGUMENTS"

code=0
"$AUDITOR" "${arguments[@]}" || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"

# 2 (usage) and 4 (credentials) write no report.
if [ -f "$FOLDER/report.json" ]; then
    {
        echo "folder=$FOLDER"
        python3 - "$FOLDER/report.json" <<'EOF'
import json, sys

with open(sys.argv[1], encoding="utf-8") as file:
    score = json.load(file)["score"]
print(f"score={'n/a' if score['value'] is None else score['value']}")
print(f"grade={score['grade']}")
EOF
    } >>"$GITHUB_OUTPUT"
    cat "$FOLDER/report.md" >>"$GITHUB_STEP_SUMMARY"
fi
