-- The version of the route with which an epoch began; of earlier ones it is not known, so that every report counts to them.
ALTER TABLE "epoch" ADD COLUMN "from_version" BIGINT NOT NULL DEFAULT 0;

-- What the sketch of its targets comes to, so that no list has to read the sketch.
ALTER TABLE "epoch" ADD COLUMN "distinct_targets" BIGINT, ADD COLUMN "largest_target" BIGINT;
