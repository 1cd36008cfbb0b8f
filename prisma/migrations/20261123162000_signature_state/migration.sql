-- What people made of a signature: new, known, resolved; regressed where it was seen after it had been resolved.
ALTER TABLE "signature" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'new', ADD COLUMN "resolved_at" TIMESTAMPTZ(3);
