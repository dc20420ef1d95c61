#!/bin/sh
# Joins the parts that build.sh has made, and says what has changed since the last time:
#
#   sh ci/report.sh
#
#   PARTS=3     how many parts there are (else 1); one that is missing is an error: what it makes would look withdrawn
#   KEEP=1      what lies there now is what the next report compares with (out/last)
#
# In: out/part-1 …, and out/last, if there was a last time. Out: out/all, and for people out/report/gallery.html,
# changes.html, changes.md and comment.md (the same, short enough for a comment).
set -eu

parts=${PARTS:-1}
number=1
while [ "$number" -le "$parts" ]; do
    if [ ! -f "out/part-$number/part.txt" ]; then
        echo "report: part $number of $parts is not there; see why its job failed" >&2
        exit 1
    fi
    cat "out/part-$number/part.txt"
    number=$((number + 1))
done
if [ "$(cut -d, -f2 out/part-*/part.txt | sort -u | wc -l)" -ne 1 ]; then
    echo "report: the parts are not of one date" >&2
    exit 1
fi

set --
for manifest in out/part-*/manifest.json; do
    [ ! -f "$manifest" ] || set -- "$@" "${manifest%/manifest.json}"
done
made=$(find out/part-* -type f ! -name manifest.json ! -name part.txt ! -path '*/.bhxhcomm/*' ! -path '*/clips/*' | head -n 1)
if [ $# -eq 0 ] || [ -z "$made" ]; then
    echo "report: nothing was made" >&2
    exit 1
fi
rm -rf out/all out/report
bhxhcomm manifest merge "$@" --out out/all
mkdir -p out/report
bhxhcomm gallery out/all --out out/report/gallery.html

if [ -f out/last/manifest.json ]; then
    for format in html md; do
        bhxhcomm report changes --from out/last/manifest.json --to out/all/manifest.json --format "$format" \
            --out "out/report/changes.$format"
    done
else
    printf '%s\n' "Lần đầu, chưa có gì để so sánh. / The first time: nothing to compare with." >out/report/changes.md
fi
# Whole lines up to 60 000 bytes: comments have room for some more, and none for half a letter.
LC_ALL=C awk '{ size += length($0) + 1 } size > 60000 { print "\n…"; exit } { print }' \
    out/report/changes.md >out/report/comment.md

if [ -n "${KEEP:-}" ]; then
    rm -rf out/last
    cp -R out/all out/last
fi
