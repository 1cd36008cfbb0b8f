-- Tallies of an epoch over a minute or an hour, once their seconds are old.
CREATE TABLE "tally_roll_up" (
    "epoch_id" UUID NOT NULL,
    "second" BIGINT NOT NULL,
    "length_s" INTEGER NOT NULL,
    "route_id" UUID NOT NULL,
    "tallies" BIGINT NOT NULL,
    "requests" BIGINT NOT NULL,
    "matches" BIGINT NOT NULL,
    "mismatches" BIGINT NOT NULL,
    "not_compared" JSONB NOT NULL,
    "latency_pairs" BIGINT NOT NULL,
    "latency_exceedances" BIGINT NOT NULL,
    "other_signatures" BIGINT NOT NULL,
    "fallbacks" BIGINT NOT NULL,
    "sketches" BYTEA,

    CONSTRAINT "tally_roll_up_pkey" PRIMARY KEY ("epoch_id", "second", "length_s")
);

CREATE INDEX "tally_roll_up_route_id_second_idx" ON "tally_roll_up"("route_id", "second");
CREATE INDEX "tally_roll_up_length_s_second_idx" ON "tally_roll_up"("length_s", "second");

ALTER TABLE "tally_roll_up" ADD CONSTRAINT "tally_roll_up_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "tally_roll_up" ADD CONSTRAINT "tally_roll_up_epoch_id_fkey" FOREIGN KEY ("epoch_id") REFERENCES "epoch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What readers of history see: seconds while they are young, minutes and hours behind them.
CREATE VIEW "tally_history" AS
    SELECT "epoch_id", "route_id", "second", 1 AS "length_s", 1::bigint AS "tallies", "requests", "matches",
        "mismatches", "sketches" FROM "tally"
    UNION ALL
    SELECT "epoch_id", "route_id", "second", "length_s", "tallies", "requests", "matches", "mismatches", "sketches"
        FROM "tally_roll_up";

-- The window of a fleet: the newest whole seconds that hold at least `size` comparisons; behind the seconds that are
-- still kept, whole minutes and hours. Reads no further than it needs.
CREATE OR REPLACE FUNCTION "epoch_window"(of_epoch UUID, size BIGINT, OUT comparisons BIGINT, OUT mismatches BIGINT)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    line RECORD;
    from_second BIGINT;
BEGIN
    comparisons := 0;
    mismatches := 0;
    FOR line IN
        SELECT t."second", t."matches", t."mismatches" FROM "tally_history" t
        WHERE t."epoch_id" = of_epoch ORDER BY t."second" DESC
    LOOP
        EXIT WHEN comparisons >= size AND line."second" <> from_second;
        comparisons := comparisons + line."matches" + line."mismatches";
        mismatches := mismatches + line."mismatches";
        from_second := line."second";
    END LOOP;
END
$$;
