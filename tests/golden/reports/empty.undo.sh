#!/usr/bin/env bash
# Takes back what the script of the same report did, the last command first. It reads what that
# script saved in the folder $backup, and leaves out commands that did not run.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -uo pipefail
backup=${backup:-fix-plan-backup-e3b0c442}
failed=0
undo() {  # STEP COMMAND: what cannot be taken back is said, and the rest goes on
  [ -e "$backup/$1.ran" ] || return 0
  echo "take back $1" >&2
  if backup=$backup bash -euo pipefail -c "$2"; then rm "$backup/$1.ran"; else failed=1; fi
}

[ "$failed" = 1 ] || rm -f "$backup"/*.ran
exit "$failed"
