-- How many samples there are, by day (UTC), so that a page need not count them; the counts of a day go with the day.
CREATE TABLE "sample_count" (
    "epoch_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "sample_count_pkey" PRIMARY KEY ("epoch_id", "day")
);

-- The same of the samples that carry a signature.
CREATE TABLE "signature_sample_count" (
    "signature_id" UUID NOT NULL,
    "epoch_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "signature_sample_count_pkey" PRIMARY KEY ("signature_id", "epoch_id", "day")
);

CREATE INDEX "sample_count_day_idx" ON "sample_count"("day");
CREATE INDEX "signature_sample_count_day_idx" ON "signature_sample_count"("day");
ALTER TABLE "sample_count" ADD CONSTRAINT "sample_count_epoch_id_fkey" FOREIGN KEY ("epoch_id") REFERENCES "epoch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "signature_sample_count" ADD CONSTRAINT "signature_sample_count_epoch_id_fkey" FOREIGN KEY ("epoch_id") REFERENCES "epoch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "signature_sample_count" ADD CONSTRAINT "signature_sample_count_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written with every batch: room on the page keeps those writes from touching an index.
ALTER TABLE "sample_count" SET (fillfactor = 70);
ALTER TABLE "signature_sample_count" SET (fillfactor = 70);

INSERT INTO "sample_count" ("epoch_id", "day", "count")
    SELECT "epoch_id", ("at" AT TIME ZONE 'UTC')::date, count(*) FROM "delta" GROUP BY 1, 2;
INSERT INTO "signature_sample_count" ("signature_id", "epoch_id", "day", "count")
    SELECT link."signature_id", delta."epoch_id", (link."at" AT TIME ZONE 'UTC')::date, count(*)
    FROM "delta_signature" link JOIN "delta" ON delta."id" = link."delta_id" AND delta."at" = link."at" GROUP BY 1, 2, 3;
