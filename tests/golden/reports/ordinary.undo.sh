#!/usr/bin/env bash
# Takes back what the script of the same report did, the last command first. It reads what that
# script saved in the folder $backup, and leaves out commands that did not run.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -uo pipefail
backup=${backup:-fix-plan-backup-ef312d46}
account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != 111122223333 ]; then
  echo "this is for the account" 111122223333", and you are signed in to $account" >&2
  exit 1
fi
failed=0
undo() {  # STEP COMMAND: what cannot be taken back is said, and the rest goes on
  [ -e "$backup/$1.ran" ] || return 0
  echo "take back $1" >&2
  if backup=$backup bash -euo pipefail -c "$2"; then rm "$backup/$1.ran"; else failed=1; fi
}

# Step 1: missing-dlq at orders
undo step-1-1 'aws lambda update-function-configuration --function-name orders --cli-input-json "file://$backup/step-1-1.json" && aws lambda wait function-updated-v2 --function-name orders'

[ "$failed" = 1 ] || rm -f "$backup"/*.ran
exit "$failed"
