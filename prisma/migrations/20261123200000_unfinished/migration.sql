-- What had been found of a signature in comparisons that were given up: these exchanges are neither match nor mismatch.
ALTER TABLE "signature_count" ADD COLUMN "unfinished" BIGINT NOT NULL DEFAULT 0;
