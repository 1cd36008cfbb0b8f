-- Hashes of targets that are not below this cannot belong to the smallest any more: most batches need not read them.
ALTER TABLE "epoch" ADD COLUMN "targets_below" BIGINT;
