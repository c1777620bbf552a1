-- What `seoul-learn migrate` makes by itself, for a server whose administrator makes roles herself. As a superuser:
--     psql -v installer=installer -f infra/postgres/roles.sql
-- `installer` is whom DATABASE_URL signs in as: no superuser, CREATEROLE, and it owns the database or has CREATE on it.
-- It sets the passwords of the two runtime roles at every `migrate`: they are made from SECRET_KEY.
-- No runtime role may be a superuser, bypass row-level security or own what it reads: `seoul-learn doctor` looks.
create role seoul_learn_owner nologin;
create role seoul_learn_control login nosuperuser nobypassrls nocreaterole nocreatedb;
create role seoul_learn_tenant login nosuperuser nobypassrls nocreaterole nocreatedb;
-- PostgreSQL 16 and newer let only those change a role who have it with the ADMIN option.
grant seoul_learn_owner, seoul_learn_control, seoul_learn_tenant to :"installer" with admin option;
