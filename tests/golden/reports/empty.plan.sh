#!/usr/bin/env bash
# Read every step before you run this: the program that wrote it has run none of it.
# What a step changes is first saved in the folder $backup.
# shellcheck disable=SC2016  # names such as $LATEST are meant as they are
set -euo pipefail
umask 077
backup=${backup:-fix-plan-backup}
mkdir -p "$backup"
save() {  # FILE COMMAND…: keep what is there now; what is absent leaves an empty file
  "${@:2}" >"$backup/$1" 2>/dev/null || echo "nothing to save in $backup/$1" >&2
}
