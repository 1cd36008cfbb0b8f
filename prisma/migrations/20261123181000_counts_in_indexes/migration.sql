-- A page that adds up counts of a route reads them from the index alone: the rows beside them are of other routes.
DROP INDEX "tally_route_id_second_idx";
CREATE INDEX "tally_route_id_second_idx" ON "tally"("route_id", "second")
    INCLUDE ("requests", "matches", "mismatches", "fallbacks");
DROP INDEX "tally_roll_up_route_id_second_idx";
CREATE INDEX "tally_roll_up_route_id_second_idx" ON "tally_roll_up"("route_id", "second")
    INCLUDE ("length_s", "tallies", "requests", "matches", "mismatches");
-- That needs pages which a vacuum has seen; by default one comes when a fifth of the table is new.
ALTER TABLE "tally" SET (autovacuum_vacuum_insert_scale_factor = 0.05);
ALTER TABLE "tally_roll_up" SET (autovacuum_vacuum_insert_scale_factor = 0.05);
