-- Evidence is neither changed nor taken away: not with its route or gateway either.
CREATE OR REPLACE FUNCTION "evidence_stays"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evidence of a promotion or a rollback is never changed or deleted';
END
$$;
CREATE TRIGGER "evidence_is_kept" BEFORE DELETE ON "evidence" FOR EACH ROW EXECUTE FUNCTION "evidence_stays"();
