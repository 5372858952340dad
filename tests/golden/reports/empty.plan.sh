#!/usr/bin/env bash
# Read every step before you run this: the program that wrote it has run none of it.
# What a step changes is first saved in the folder $backup.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -euo pipefail
umask 077
backup=${backup:-fix-plan-backup-e3b0c442}
mkdir -p "$backup"
save() {  # FILE COMMAND…: keep what was there first; what was absent leaves an empty file
  [ -e "$backup/$1" ] && return
  "${@:2}" >"$backup/$1" 2>/dev/null || echo "nothing to save in $backup/$1" >&2
}
ran() { : >"$backup/$1.ran"; }  # for the script that takes it all back
