-- Samples that belong to evidence. They lie in kept_delta; a sample may belong to more than one move.
CREATE TABLE "evidence_delta" (
    "evidence_id" UUID NOT NULL,
    "delta_id" UUID NOT NULL,

    CONSTRAINT "evidence_delta_pkey" PRIMARY KEY ("evidence_id", "delta_id")
);

CREATE INDEX "evidence_delta_delta_id_idx" ON "evidence_delta"("delta_id");
ALTER TABLE "evidence_delta" ADD CONSTRAINT "evidence_delta_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "evidence_delta" ADD CONSTRAINT "evidence_delta_delta_id_fkey" FOREIGN KEY ("delta_id") REFERENCES "kept_delta"("id") ON DELETE CASCADE ON UPDATE CASCADE;
