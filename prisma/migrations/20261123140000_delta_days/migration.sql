-- Samples by day (UTC), so that old days go as a whole. A foreign key between the two tables would forbid that: a
-- link without its sample is gone with the same day.
ALTER TABLE "delta_signature" RENAME TO "delta_signature_whole";
ALTER TABLE "delta" RENAME TO "delta_whole";
ALTER TABLE "delta_signature_whole" RENAME CONSTRAINT "delta_signature_pkey" TO "delta_signature_whole_pkey";
ALTER TABLE "delta_whole" RENAME CONSTRAINT "delta_pkey" TO "delta_whole_pkey";
DROP INDEX "delta_route_id_at_id_idx", "delta_epoch_id_idx", "delta_signature_signature_id_at_delta_id_idx";

CREATE TABLE "delta" (LIKE "delta_whole" INCLUDING DEFAULTS, CONSTRAINT "delta_pkey" PRIMARY KEY ("id", "at"))
    PARTITION BY RANGE ("at");
CREATE TABLE "delta_signature" (
    LIKE "delta_signature_whole" INCLUDING DEFAULTS,
    CONSTRAINT "delta_signature_pkey" PRIMARY KEY ("delta_id", "signature_id", "at")
) PARTITION BY RANGE ("at");
-- What has no day of its own yet waits here, until `delta_days` makes it one.
CREATE TABLE "delta_default" PARTITION OF "delta" DEFAULT;
CREATE TABLE "delta_signature_default" PARTITION OF "delta_signature" DEFAULT;

CREATE INDEX "delta_route_id_at_id_idx" ON "delta"("route_id", "at" DESC, "id" DESC);
CREATE INDEX "delta_epoch_id_idx" ON "delta"("epoch_id");
CREATE INDEX "delta_signature_signature_id_at_delta_id_idx" ON "delta_signature"("signature_id", "at" DESC, "delta_id" DESC);
ALTER TABLE "delta" ADD CONSTRAINT "delta_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "delta" ADD CONSTRAINT "delta_epoch_id_fkey" FOREIGN KEY ("epoch_id") REFERENCES "epoch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "delta" ADD CONSTRAINT "delta_spool_id_fkey" FOREIGN KEY ("spool_id") REFERENCES "spool"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "delta_signature" ADD CONSTRAINT "delta_signature_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "delta" SELECT * FROM "delta_whole";
INSERT INTO "delta_signature" SELECT * FROM "delta_signature_whole";
DROP TABLE "delta_signature_whole";
DROP TABLE "delta_whole";

-- Makes the partition of one day and moves there what waits for it in the default one.
CREATE FUNCTION "make_day"(of_table TEXT, day DATE) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
DECLARE
    name TEXT := of_table || '_' || to_char(day, 'YYYYMMDD');
    from_at TIMESTAMPTZ := day::timestamp AT TIME ZONE 'UTC';
    to_at TIMESTAMPTZ := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass(quote_ident(name)) IS NOT NULL THEN RETURN FALSE; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', name, of_table);
    -- Nothing may come to the default partition between the move and the attachment.
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', of_table || '_default');
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE "at" >= $1 AND "at" < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved',
        of_table || '_default', name) USING from_at, to_at;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', of_table, name, from_at, to_at);
    RETURN TRUE;
END
$$;

-- Makes the days from the given one on, and those of what waits without a day. Returns how many it made.
CREATE FUNCTION "delta_days"(from_day DATE, days INTEGER) RETURNS INTEGER
LANGUAGE plpgsql AS $$
DECLARE
    day DATE;
    made INTEGER := 0;
BEGIN
    FOR day IN
        SELECT from_day + n FROM generate_series(0, days - 1) n
        UNION SELECT DISTINCT ("at" AT TIME ZONE 'UTC')::date FROM "delta_default"
        UNION SELECT DISTINCT ("at" AT TIME ZONE 'UTC')::date FROM "delta_signature_default"
        ORDER BY 1
    LOOP
        IF "make_day"('delta', day) THEN made := made + 1; END IF;
        PERFORM "make_day"('delta_signature', day);
    END LOOP;
    RETURN made;
END
$$;

SELECT "delta_days"((now() AT TIME ZONE 'UTC')::date, 4);

-- Samples that somebody kept, or that belong to evidence: they stay when their day goes.
CREATE TABLE "kept_delta" (
    "id" UUID NOT NULL,
    "route_id" UUID NOT NULL,
    "epoch_ordinal" INTEGER NOT NULL,
    "instance" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payload" BYTEA NOT NULL,
    "kept_at" TIMESTAMPTZ(3) NOT NULL,
    "kept_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "kept_delta_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "kept_delta_route_id_at_id_idx" ON "kept_delta"("route_id", "at" DESC, "id" DESC);
ALTER TABLE "kept_delta" ADD CONSTRAINT "kept_delta_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the last run of each job did, for the page.
CREATE TABLE "job_run" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "done" JSONB NOT NULL,
    "error" TEXT,

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("name")
);

-- Events that could not be stored, as they came: never dropped, never in the way of those behind them.
CREATE TABLE "quarantined" (
    "spool_id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "gateway_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "payload" BYTEA NOT NULL,

    CONSTRAINT "quarantined_pkey" PRIMARY KEY ("spool_id", "seq", "position")
);

CREATE INDEX "quarantined_gateway_id_at_idx" ON "quarantined"("gateway_id", "at" DESC);
ALTER TABLE "quarantined" ADD CONSTRAINT "quarantined_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "quarantined" ADD CONSTRAINT "quarantined_spool_id_fkey" FOREIGN KEY ("spool_id") REFERENCES "spool"("id") ON DELETE CASCADE ON UPDATE CASCADE;
