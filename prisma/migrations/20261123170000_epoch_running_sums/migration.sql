-- Running sums that ingest keeps in the row it locks anyway, so that a page reads a row for each route and not its tallies.
-- From `window_second` on (by the second of the row, tally or roll-up) the epoch has these comparisons and mismatches.
-- `hours_seen` are hours since 1970 with comparisons, of the last day at least.
ALTER TABLE "epoch"
    ADD COLUMN "window_second" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "window_comparisons" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "window_mismatches" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "hours_seen" INTEGER[] NOT NULL DEFAULT '{}';

-- Of what is there already nothing is summed yet: from the end of time on there is nothing.
UPDATE "epoch" SET "window_second" = 9223372036854775807;
UPDATE "epoch" SET "hours_seen" = ARRAY(
    SELECT hour::integer
    FROM generate_series((extract(epoch FROM now())::bigint / 3600) - 25, (extract(epoch FROM now())::bigint / 3600) + 24) hour
    WHERE EXISTS (
        SELECT FROM "tally_history" past WHERE past."epoch_id" = "epoch"."id" AND past."second" >= hour * 3600
            AND past."second" < (hour + 1) * 3600 AND past."matches" + past."mismatches" > 0
    )
) WHERE "ended_at" IS NULL;

-- The window of a fleet: the newest whole seconds that hold at least `size` comparisons; behind the seconds that are
-- still kept, whole minutes and hours. It begins with the running sums and goes only from there to where the window
-- begins: forwards past what is too much, backwards for what is missing. Far behind, it counts from the newest one.
DROP FUNCTION "epoch_window"(UUID, BIGINT);
CREATE FUNCTION "epoch_window"(
    of_epoch UUID, size BIGINT, OUT comparisons BIGINT, OUT mismatches BIGINT, OUT from_second BIGINT
)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    line RECORD;
    below BIGINT;
    oldest_comparisons BIGINT := 0;
    oldest_mismatches BIGINT := 0;
BEGIN
    SELECT e."window_comparisons", e."window_mismatches", e."window_second"
        INTO comparisons, mismatches, from_second FROM "epoch" e WHERE e."id" = of_epoch;
    IF comparisons BETWEEN size AND 2 * size THEN
        FOR line IN
            SELECT t."second", t."matches", t."mismatches" FROM "tally_history" t
            WHERE t."epoch_id" = of_epoch AND t."second" >= from_second ORDER BY t."second"
        LOOP
            IF line."second" <> from_second THEN
                EXIT WHEN comparisons - oldest_comparisons < size;
                comparisons := comparisons - oldest_comparisons;
                mismatches := mismatches - oldest_mismatches;
                from_second := line."second";
                oldest_comparisons := 0;
                oldest_mismatches := 0;
            END IF;
            oldest_comparisons := oldest_comparisons + line."matches" + line."mismatches";
            oldest_mismatches := oldest_mismatches + line."mismatches";
        END LOOP;
        RETURN;
    END IF;
    below := from_second;
    IF comparisons >= size THEN
        below := 9223372036854775807;
        comparisons := 0;
        mismatches := 0;
    END IF;
    FOR line IN
        SELECT t."second", t."matches", t."mismatches" FROM "tally_history" t
        WHERE t."epoch_id" = of_epoch AND t."second" < below ORDER BY t."second" DESC
    LOOP
        EXIT WHEN comparisons >= size AND line."second" <> from_second;
        comparisons := comparisons + line."matches" + line."mismatches";
        mismatches := mismatches + line."mismatches";
        from_second := line."second";
    END LOOP;
END
$$;
