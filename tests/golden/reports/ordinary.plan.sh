#!/usr/bin/env bash
# Read every step before you run this: the program that wrote it has run none of it.
# What a step changes is first saved in the folder $backup.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -euo pipefail
umask 077
backup=${backup:-fix-plan-backup-ef312d46}
mkdir -p "$backup"
save() {  # FILE COMMAND…: keep what was there first; what was absent leaves an empty file
  [ -e "$backup/$1" ] && return
  "${@:2}" >"$backup/$1" 2>/dev/null || echo "nothing to save in $backup/$1" >&2
}
ran() { : >"$backup/$1.ran"; }  # for the script that takes it all back

# Step 1 of 1 (high): missing-dlq at orders
# Failed asynchronous events are lost: there is no dead-letter queue.
# Risk: The role must be allowed to send to the queue.
# Undo: aws lambda update-function-configuration --function-name orders --cli-input-json "file://$backup/step-1-1.json" && aws lambda wait function-updated-v2 --function-name orders
echo 'step 1: missing-dlq' >&2
save step-1-1.json aws lambda get-function-configuration --function-name orders --query '{}'
aws lambda update-function-configuration --function-name orders
ran step-1-1
aws lambda wait function-updated-v2 --function-name orders
