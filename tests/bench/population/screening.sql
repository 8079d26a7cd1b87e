-- Microneedling screening, written by hand for DuckDB. `in_duckdb.py` fills in what is in braces.
-- Uses are compared as the dates they are: "never" (1800-01-01) and "unknown" (1800-01-02) lie
-- before every window, "ongoing" (2200-01-01) lies in all of them.

WITH placed AS (
  -- `close` is the first day of use that lies less than 24 hours before the session.
  SELECT people.*, calendar.today,
    calendar.day + (people.start >= calendar.day_turn)::INT AS day,
    calendar.close + (people.start >= calendar.close_turn)::INT AS close,
    {previous} AS previous
  FROM people JOIN asked AS calendar ON calendar.key = {key} {visits}
),

gathered AS (
  SELECT *,
    coalesce(peel < day, FALSE) AS own_peel,
    greatest("retinoid", "exfoliant", "hydroquinone", "benzoyl-peroxide") AS active,
    greatest("waxing", "depilatory-cream", "electrolysis") AS hair,
    "cold-sore-history" AND NOT "antiviral-plan" AS plan_needed,
    CASE WHEN NOT "peel-planned" THEN DATE '2300-01-01'
         WHEN peel < day THEN peel - 4 {doubled}
         ELSE day - 4 END AS peel_window,
    CASE WHEN "peel-planned" THEN DATE '2300-01-01' ELSE close END AS last_day,
    -- A day that the sixth month does not have is the first of the next month.
    CASE WHEN "isotretinoin" BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'
      THEN ("isotretinoin" + INTERVAL 6 MONTH)::DATE
        + (day("isotretinoin" + INTERVAL 6 MONTH) <> day("isotretinoin"))::INT
      ELSE "isotretinoin" END AS free_of_isotretinoin
  FROM placed
),

-- In one word a yes, as its bit of `findings`, and no answer, as its bit of `missing` or so: most
-- answers are no, and done with at the first look.
answered AS (
  SELECT *, {skin} AS skin, {history} AS history FROM gathered
),

found AS (
  SELECT *,
    {used}
      | (skin & {skin_findings}) | (history & {history_findings}) | {barred} AS findings,
    ({unknown} << {first_used}) | (skin & {skin_missing})
      | ((history & {history_missing}) << {first_history}) | {in_doubt} AS missing,
    -- With a peel on the day itself an active waits one day longer.
    CASE WHEN NOT "peel-planned" OR own_peel THEN active + 4 ELSE active + 5 END AS free_of_active
  FROM answered
),

weighed AS (
  SELECT *,
    -- Something that no date clears.
    coalesce(
      greatest("isotretinoin", "ipl-laser", hair, active, "topical-antibiotic", "sunburn",
        "shaving", previous) = DATE '2200-01-01'
      OR (own_peel AND active >= peel_window)
      OR (plan_needed AND today IS NULL)
      OR findings & {undated} <> 0, FALSE) AS stuck,
    -- The day on which the last deferral that has a date is over.
    greatest(day, free_of_isotretinoin, "ipl-laser" + 8, free_of_active,
      CASE WHEN hair >= day - 5 THEN hair + 8 END, "topical-antibiotic" + 4, "sunburn" + 4,
      "shaving" + 1, CASE WHEN plan_needed THEN today + 2 END, previous + 28) AS free
  FROM found
)

SELECT person,
  CASE
    WHEN findings & {refused} <> 0 THEN 'contraindicated'::status
    WHEN missing & {could_refuse} <> 0 THEN 'incomplete'::status
    WHEN stuck THEN 'deferred'::status
    WHEN missing & {could_defer} <> 0 THEN 'incomplete'::status
    WHEN free > day OR plan_needed THEN 'deferred'::status
    WHEN findings & {reviewed} <> 0 THEN 'review'::status
    WHEN missing <> 0 THEN 'incomplete'::status
    WHEN findings <> 0 THEN 'review'::status
    ELSE 'eligible'::status
  END AS status,
  CASE WHEN status <> 'incomplete'::status AND NOT stuck AND findings & {dateless} = 0
    THEN greatest(free, hair + 8) END AS earliest,
  CASE
    WHEN findings = 0 THEN NULL
    WHEN findings & {refused} <> 0 THEN 'bar-pregnancy'::rule
    WHEN stuck THEN CASE
      WHEN "isotretinoin" = DATE '2200-01-01' THEN 'isotretinoin-6-months'::rule
      WHEN "ipl-laser" = DATE '2200-01-01' THEN 'light-7-days'::rule
      WHEN hair = DATE '2200-01-01' THEN 'hair-removal-5-to-7-days'::rule
      WHEN active >= peel_window AND (own_peel OR active = DATE '2200-01-01')
        THEN 'actives-4-days-with-peel'::rule
      WHEN greatest(active, "topical-antibiotic") = DATE '2200-01-01' THEN 'actives-3-days'::rule
      WHEN "sunburn" = DATE '2200-01-01' THEN 'sunburn-3-days'::rule
      WHEN "shaving" = DATE '2200-01-01' THEN 'no-shaving-on-the-day'::rule
      WHEN plan_needed AND today IS NULL THEN 'cold-sore-history-needs-plan'::rule
      {each_bar}
      WHEN previous = DATE '2200-01-01' THEN 'interval-4-weeks'::rule
      ELSE 'healed-before-the-next'::rule END
    WHEN free > day THEN CASE
      WHEN free_of_isotretinoin = free THEN 'isotretinoin-6-months'::rule
      WHEN "ipl-laser" + 8 = free THEN 'light-7-days'::rule
      WHEN hair >= day - 5 AND hair + 8 = free THEN 'hair-removal-5-to-7-days'::rule
      WHEN free_of_active = free AND free_of_active = active + 5
        THEN 'actives-4-days-with-peel'::rule
      WHEN free_of_active = free OR "topical-antibiotic" + 4 = free THEN 'actives-3-days'::rule
      WHEN "sunburn" + 4 = free THEN 'sunburn-3-days'::rule
      WHEN "shaving" + 1 = free THEN 'no-shaving-on-the-day'::rule
      WHEN plan_needed AND today + 2 = free THEN 'cold-sore-history-needs-plan'::rule
      ELSE 'interval-4-weeks'::rule END
    WHEN plan_needed THEN 'cold-sore-history-needs-plan'::rule
    {each_review}
    ELSE 'hair-removal-5-to-7-days'::rule
  END AS governing,
  findings,
  missing
FROM weighed
