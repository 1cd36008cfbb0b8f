alter table "gateway" add column "target_salt" text not null default replace(gen_random_uuid()::text, '-', '');
