-- AlterTable
ALTER TABLE "gateway" ADD COLUMN     "build_header" TEXT,
ADD COLUMN     "stop_reason" TEXT,
ADD COLUMN     "stopped_at" TIMESTAMPTZ(3),
ADD COLUMN     "stopped_by" TEXT;

-- AlterTable
ALTER TABLE "route" ADD COLUMN     "canary_share" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "settings" TEXT NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "epoch" ADD COLUMN     "build" TEXT,
ADD COLUMN     "build_second" BIGINT,
ADD COLUMN     "control_comparisons" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "detectors" TEXT,
ADD COLUMN     "rules_revision" BIGINT,
ADD COLUMN     "target_counts" TEXT,
ADD COLUMN     "target_hashes" BYTEA;

-- AlterTable
ALTER TABLE "signature_count" ADD COLUMN     "noise" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "build" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "gateway_id" UUID NOT NULL,
    "route_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "build_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance_roll_back" (
    "id" UUID NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "gateway_id" UUID NOT NULL,
    "route_id" UUID NOT NULL,
    "instance" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "route_version" BIGINT NOT NULL,
    "named_from" BIGINT NOT NULL,
    "trigger" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "figures" TEXT,

    CONSTRAINT "instance_roll_back_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "ordinal" BIGSERIAL NOT NULL,
    "gateway_id" UUID NOT NULL,
    "route_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "from_stage" TEXT NOT NULL,
    "to_stage" TEXT NOT NULL,
    "overridden" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "bundle" TEXT NOT NULL,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "gateway_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "preset" TEXT NOT NULL,
    "changes" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "freeze" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "gateway_id" UUID NOT NULL,
    "window" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "freeze_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "build_gateway_id_idx" ON "build"("gateway_id");

-- CreateIndex
CREATE UNIQUE INDEX "build_route_id_name_key" ON "build"("route_id", "name");

-- CreateIndex
CREATE INDEX "instance_roll_back_route_id_ordinal_idx" ON "instance_roll_back"("route_id", "ordinal" DESC);

-- CreateIndex
CREATE INDEX "instance_roll_back_gateway_id_idx" ON "instance_roll_back"("gateway_id");

-- CreateIndex
CREATE INDEX "evidence_route_id_ordinal_idx" ON "evidence"("route_id", "ordinal" DESC);

-- CreateIndex
CREATE INDEX "evidence_gateway_id_idx" ON "evidence"("gateway_id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_gateway_id_name_key" ON "policy"("gateway_id", "name");

-- CreateIndex
CREATE INDEX "freeze_gateway_id_idx" ON "freeze"("gateway_id");

-- AddForeignKey
ALTER TABLE "build" ADD CONSTRAINT "build_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "build" ADD CONSTRAINT "build_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instance_roll_back" ADD CONSTRAINT "instance_roll_back_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instance_roll_back" ADD CONSTRAINT "instance_roll_back_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "freeze" ADD CONSTRAINT "freeze_gateway_id_fkey" FOREIGN KEY ("gateway_id") REFERENCES "gateway"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Until now only rules, policies, rollbacks and operators began epochs.
UPDATE "epoch" SET "rules_revision" = "from_revision";
ALTER TABLE "epoch" ALTER COLUMN "rules_revision" SET NOT NULL;

-- What the schema language cannot say.
ALTER TABLE "route"
    ADD CONSTRAINT "route_canary_share_within" CHECK ("canary_share" >= 0 AND "canary_share" < 1),
    ADD CONSTRAINT "route_canary_has_share" CHECK (("stage" = 'canary') = ("canary_share" > 0));

CREATE FUNCTION "evidence_stays"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evidence of a promotion or a rollback is never changed';
END
$$;
CREATE TRIGGER "evidence_stays" BEFORE UPDATE ON "evidence" FOR EACH ROW EXECUTE FUNCTION "evidence_stays"();
