-- Of the requests, those that carried the sticky key of the route; null where it had none.
ALTER TABLE "tally" ADD COLUMN "keyed" BIGINT;
