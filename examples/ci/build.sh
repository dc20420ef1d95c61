#!/bin/sh
# One part of a build, as CI runs it, from the folder with bhxhcomm.yaml:
#
#   sh ci/build.sh          everything
#   sh ci/build.sh 2/3      the second of three parts, which may run on three machines
#
#   AS_OF=2025-07-01        the date of the figures; else today in Vietnam, so that a date that has passed is found by itself
#   RELEASE=1               only what is approved; anything else is refused, and the status is 1
#   JOBS=4                  processes; else one for each processor
#
# The files lie in out/part-2 then; what is up to date there is left alone.
set -eu

shard=${1:-1/1}
part=out/part-${shard%/*}
# Vietnam has had UTC+7 all year round since 1975. Written so, it needs no table of time zones.
day=${AS_OF:-$(TZ=ICT-7 date +%Y-%m-%d)}
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}

status=0
bhxhcomm build --shard "$shard" --as-of "$day" --out "$part" --jobs "$jobs" --prune ${RELEASE:+--release} || status=$?
# Says that this part has run to its end, even where there was nothing to make: see report.sh.
mkdir -p "$part"
printf 'part %s, as of %s, status %s\n' "$shard" "$day" "$status" >"$part/part.txt"
exit "$status"
