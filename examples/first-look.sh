#!/usr/bin/env bash
# One person, one protocol: may I come, what do I do when, may I do this now, when do I come again.
# Run it with `make run`, or with `meantime` on the PATH.
set -euo pipefail

show() {
    local word line='$'
    for word in "$@"; do
        [[ $word =~ ^[A-Za-z0-9_./:=-]+$ ]] || word="\"$word\""
        line+=" $word"
    done
    printf '\n%s\n' "$line"
    "$@"
}

start="2026-12-01 10:00"
end="2026-12-01 11:00"
zone=America/New_York

show meantime screen microneedling --start "$start" --zone "$zone" \
    --fact pregnant=no --fact isotretinoin=2026-08-01

show meantime plan microneedling --start "$start" --end "$end" --zone "$zone"

show meantime ask microneedling "Can I wear foundation?" \
    --start "$start" --end "$end" --zone "$zone" --at "2026-12-02 09:00"

show meantime series microneedling --start "$start" --zone "$zone" --sessions 4 \
    --by 2027-06-12 --blackout 2027-01-10..2027-01-20
