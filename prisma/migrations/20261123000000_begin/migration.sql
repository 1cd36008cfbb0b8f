-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "gateway" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "config_revision" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "gateway_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "route" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "gateway_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "stage_since" TIMESTAMPTZ(3) NOT NULL,
    "version" BIGINT NOT NULL,
    "version_revision" BIGINT NOT NULL,
    "policy" TEXT NOT NULL,
    "cool_down_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "route_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "epoch" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "route_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "from_revision" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "started_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "requests" BIGINT NOT NULL DEFAULT 0,
    "eligible" BIGINT NOT NULL DEFAULT 0,
    "comparisons" BIGINT NOT NULL DEFAULT 0,
    "mismatches" BIGINT NOT NULL DEFAULT 0,
    "not_compared" JSONB NOT NULL DEFAULT '{}',
    "latency_pairs" BIGINT NOT NULL DEFAULT 0,
    "latency_exceedances" BIGINT NOT NULL DEFAULT 0,
    "other_signatures" BIGINT NOT NULL DEFAULT 0,
    "fallbacks" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "epoch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tally" (
    "spool_id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "route_id" UUID NOT NULL,
    "epoch_id" UUID NOT NULL,
    "second" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL,
    "stage" TEXT NOT NULL,
    "build" TEXT,
    "requests" BIGINT NOT NULL,
    "matches" BIGINT NOT NULL,
    "mismatches" BIGINT NOT NULL,
    "not_compared" JSONB NOT NULL,
    "latency_pairs" BIGINT NOT NULL,
    "latency_exceedances" BIGINT NOT NULL,
    "other_signatures" BIGINT NOT NULL,
    "fallbacks" BIGINT NOT NULL,
    "sketches" BYTEA,

    CONSTRAINT "tally_pkey" PRIMARY KEY ("spool_id","seq","position")
);

-- CreateTable
CREATE TABLE "signature" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "route_id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "place" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "why" TEXT,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signature_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signature_count" (
    "epoch_id" UUID NOT NULL,
    "signature_id" UUID NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "signature_count_pkey" PRIMARY KEY ("epoch_id","signature_id")
);

-- CreateTable
CREATE TABLE "delta" (
    "id" UUID NOT NULL,
    "route_id" UUID NOT NULL,
    "epoch_id" UUID NOT NULL,
    "spool_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "stage" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "legacy_status" INTEGER NOT NULL,
    "candidate_status" INTEGER,
    "candidate_failure" TEXT,
    "differences_total" BIGINT NOT NULL,
    "payload" BYTEA NOT NULL,

    CONSTRAINT "delta_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delta_signature" (
    "delta_id" UUID NOT NULL,
    "signature_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delta_signature_pkey" PRIMARY KEY ("delta_id","signature_id")
);

-- CreateTable
CREATE TABLE "rule" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "gateway_id" UUID NOT NULL,
    "route_id" UUID,
    "place" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "author" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "hits" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spool" (
    "id" SERIAL NOT NULL,
    "gateway_id" UUID NOT NULL,
    "spool" TEXT NOT NULL,
    "instance" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "first_connected_at" TIMESTAMPTZ(3) NOT NULL,
    "connected_at" TIMESTAMPTZ(3),
    "last_seen" TIMESTAMPTZ(3) NOT NULL,
    "served_stages" TEXT[],
    "applied_revision" BIGINT NOT NULL,
    "acked_seq" BIGINT NOT NULL DEFAULT 0,
    "last_batch_hash" BYTEA,
    "sealed_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),
    "health" TEXT,

    CONSTRAINT "spool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gap" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "gateway_id" UUID NOT NULL,
    "spool_id" INTEGER,
    "instance" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "lost_events" BIGINT,
    "closes_coverage" BOOLEAN NOT NULL,

    CONSTRAINT "gap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "discovered" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "gateway_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "count" BIGINT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "discovered_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "gateway_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "route_id" UUID,
    "detail" TEXT NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "gateway_slug_key" ON "gateway"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "route_gateway_id_method_template_key" ON "route"("gateway_id", "method", "template");

-- CreateIndex
CREATE INDEX "epoch_route_id_from_revision_idx" ON "epoch"("route_id", "from_revision");

-- CreateIndex
CREATE UNIQUE INDEX "epoch_route_id_ordinal_key" ON "epoch"("route_id", "ordinal");

-- CreateIndex
CREATE INDEX "tally_route_id_second_idx" ON "tally"("route_id", "second");

-- CreateIndex
CREATE UNIQUE INDEX "signature_route_id_digest_key" ON "signature"("route_id", "digest");

-- CreateIndex
CREATE INDEX "signature_count_signature_id_idx" ON "signature_count"("signature_id");

-- CreateIndex
CREATE INDEX "delta_route_id_at_id_idx" ON "delta"("route_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "delta_epoch_id_idx" ON "delta"("epoch_id");

-- CreateIndex
CREATE INDEX "delta_signature_signature_id_at_delta_id_idx" ON "delta_signature"("signature_id", "at" DESC, "delta_id" DESC);

-- CreateIndex
CREATE INDEX "rule_gateway_id_idx" ON "rule"("gateway_id");

-- CreateIndex
CREATE INDEX "rule_route_id_idx" ON "rule"("route_id");

-- CreateIndex
CREATE UNIQUE INDEX "spool_spool_key" ON "spool"("spool");

-- CreateIndex
CREATE INDEX "spool_gateway_id_idx" ON "spool"("gateway_id");

-- CreateIndex
CREATE INDEX "gap_gateway_id_at_idx" ON "gap"("gateway_id", "at" DESC);

-- CreateIndex
CREATE INDEX "gap_spool_id_at_idx" ON "gap"("spool_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "discovered_gateway_id_method_digest_key" ON "discovered"("gateway_id", "method", "digest");

-- CreateIndex
CREATE INDEX "audit_gateway_id_id_idx" ON "audit"("gateway_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_route_id_id_idx" ON "audit"("route_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "route" ADD CONSTRAINT "route_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "epoch" ADD CONSTRAINT "epoch_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tally" ADD CONSTRAINT "tally_spool_id_fkey" FOREIGN KEY ("spool_id") REFERENCES "spool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tally" ADD CONSTRAINT "tally_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tally" ADD CONSTRAINT "tally_epoch_id_fkey" FOREIGN KEY ("epoch_id") REFERENCES "epoch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature" ADD CONSTRAINT "signature_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature_count" ADD CONSTRAINT "signature_count_epoch_id_fkey" FOREIGN KEY ("epoch_id") REFERENCES "epoch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature_count" ADD CONSTRAINT "signature_count_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delta" ADD CONSTRAINT "delta_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delta" ADD CONSTRAINT "delta_epoch_id_fkey" FOREIGN KEY ("epoch_id") REFERENCES "epoch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delta" ADD CONSTRAINT "delta_spool_id_fkey" FOREIGN KEY ("spool_id") REFERENCES "spool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delta_signature" ADD CONSTRAINT "delta_signature_delta_id_fkey" FOREIGN KEY ("delta_id") REFERENCES "delta"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delta_signature" ADD CONSTRAINT "delta_signature_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "signature"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule" ADD CONSTRAINT "rule_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule" ADD CONSTRAINT "rule_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "spool" ADD CONSTRAINT "spool_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gap" ADD CONSTRAINT "gap_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gap" ADD CONSTRAINT "gap_spool_id_fkey" FOREIGN KEY ("spool_id") REFERENCES "spool"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "discovered" ADD CONSTRAINT "discovered_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit" ADD CONSTRAINT "audit_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit" ADD CONSTRAINT "audit_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What the schema language cannot say.
ALTER TABLE "route"
    ADD CONSTRAINT "route_stage_known" CHECK ("stage" IN ('off', 'shadow', 'guarded', 'canary', 'live', 'complete')),
    ADD CONSTRAINT "route_unsafe_stays_off" CHECK ("stage" = 'off' OR "method" IN ('GET', 'HEAD', 'OPTIONS')),
    ADD CONSTRAINT "route_removed_is_off" CHECK ("removed_at" IS NULL OR "stage" = 'off');

CREATE UNIQUE INDEX "epoch_open_key" ON "epoch"("route_id") WHERE "ended_at" IS NULL;

ALTER TABLE "epoch"
    ADD CONSTRAINT "epoch_ordinal_from_1" CHECK ("ordinal" >= 1),
    ADD CONSTRAINT "epoch_mismatches_within" CHECK ("mismatches" <= "comparisons" AND "comparisons" <= "eligible");

-- The window of an epoch, newest second first, from the index alone.
CREATE INDEX "tally_epoch_id_second_idx" ON "tally"("epoch_id", "second" DESC) INCLUDE ("matches", "mismatches");

-- Written with every batch: room on the page keeps those writes from touching an index.
ALTER TABLE "epoch" SET (fillfactor = 50);
ALTER TABLE "spool" SET (fillfactor = 50);
ALTER TABLE "signature_count" SET (fillfactor = 70);

-- The newest whole seconds of an epoch that hold at least `size` comparisons. Reads no further back than it must.
CREATE FUNCTION "epoch_window"(of_epoch UUID, size BIGINT, OUT comparisons BIGINT, OUT mismatches BIGINT)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    line RECORD;
    from_second BIGINT;
BEGIN
    comparisons := 0;
    mismatches := 0;
    FOR line IN
        SELECT t."second", t."matches", t."mismatches" FROM "tally" t
        WHERE t."epoch_id" = of_epoch ORDER BY t."second" DESC
    LOOP
        EXIT WHEN comparisons >= size AND line."second" <> from_second;
        comparisons := comparisons + line."matches" + line."mismatches";
        mismatches := mismatches + line."mismatches";
        from_second := line."second";
    END LOOP;
END
$$;
