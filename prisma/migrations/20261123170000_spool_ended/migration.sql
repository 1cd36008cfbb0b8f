-- When a run said that it ends and that nothing is left. Of runs that were over before this was noted, nobody can tell.
ALTER TABLE "spool" ADD COLUMN "ended_at" TIMESTAMPTZ(3);
UPDATE "spool" SET "ended_at" = "last_seen" WHERE "connected_at" IS NULL;
