#!/usr/bin/env bash
# One person, one protocol: may I come, what do I do when, may I do this now, when do I come again.
# It needs `meantime` on the PATH: after `make setup`, PATH=.venv/bin:$PATH examples/first-look.sh
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

session=(--start "2026-12-01 10:00" --zone America/New_York --otherwise-no)
done_at=(--end "2026-12-01 11:00")

# Ana used retinol on Saturday and took isotretinoin in spring. May she come on Tuesday?
show meantime screen microneedling "${session[@]}" \
    --fact retinoid=2026-11-28 --fact isotretinoin=2026-04-20

# Had nothing stood against it, this is what she would take home.
show meantime plan microneedling "${session[@]}" "${done_at[@]}"

# The next morning, from her phone.
show meantime ask microneedling "Can I wear foundation?" "${session[@]}" "${done_at[@]}" \
    --at "2026-12-02 09:00"

# Healed by the wedding, and away for ten days in January.
show meantime series microneedling "${session[@]}" --sessions 4 \
    --by 2027-06-12 --blackout 2027-01-10..2027-01-20
