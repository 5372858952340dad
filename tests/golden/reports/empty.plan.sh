#!/usr/bin/env bash
# Read every step before you run this: the program that wrote it has run none of it.
# What a step changes is first saved in the folder $backup. After a failure, run it again: it goes
# on with the command that failed. To start anew, run the script that takes it back, or move the
# folder away.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -euo pipefail
umask 077
backup=${backup:-fix-plan-backup-e3b0c442}
mkdir -p "$backup"
save() {  # FILE COMMAND…: keep what was there first; what was absent leaves an empty file
  [ -e "$backup/$1" ] && return
  "${@:2}" >"$backup/$1" 2>/dev/null || echo "nothing to save in $backup/$1" >&2
}
todo() { [ ! -e "$backup/$1.ran" ]; }
ran() { : >"$backup/$1.ran"; }  # also for the script that takes it all back

echo 'no finding of the report has commands to run' >&2
