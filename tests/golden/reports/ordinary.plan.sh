#!/usr/bin/env bash
# Read every step before you run this: the program that wrote it has run none of it.
# What a step changes is first saved in the folder $backup. After a failure, run it again: it goes
# on with the command that failed. To start anew, run the script that takes it back, or move the
# folder away.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -euo pipefail
umask 077
backup=${backup:-fix-plan-backup-ef312d46}
account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != 111122223333 ]; then
  echo "this is for the account" 111122223333", and you are signed in to $account" >&2
  exit 1
fi
mkdir -p "$backup"
save() {  # FILE COMMAND…: keep what was there first; what was absent leaves an empty file
  [ -e "$backup/$1" ] && return
  "${@:2}" >"$backup/$1" 2>/dev/null || echo "nothing to save in $backup/$1" >&2
}
todo() { [ ! -e "$backup/$1.ran" ]; }
ran() { : >"$backup/$1.ran"; }  # also for the script that takes it all back

# Step 1 of 1 (high): missing-dlq at orders
# Failed asynchronous events are lost: there is no dead-letter queue.
# Risk: The role must be allowed to send to the queue.
# Undo: aws lambda update-function-configuration --function-name orders --cli-input-json "file://$backup/step-1-1.json" && aws lambda wait function-updated-v2 --function-name orders
echo 'step 1: missing-dlq' >&2
if todo step-1-1; then
save step-1-1.json aws lambda get-function-configuration --function-name orders --query '{}'
aws lambda update-function-configuration --function-name orders
aws lambda wait function-updated-v2 --function-name orders
ran step-1-1
fi
