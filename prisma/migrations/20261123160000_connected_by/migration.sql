-- Which control plane holds the link of a spool, where several serve one fleet.
ALTER TABLE "spool" ADD COLUMN "connected_by" UUID;
