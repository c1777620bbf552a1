-- What `seoul-learn migrate` makes, for a database whose administrator makes roles herself. Passwords: those that
-- `migrate` derives from SECRET_KEY; run it once with a role that may create roles, and it sets them.
-- None of the three may be a superuser, bypass row-level security or own what it reads: `seoul-learn doctor` looks.
create role seoul_learn_owner nologin;
create role seoul_learn_control login nosuperuser nobypassrls nocreaterole nocreatedb;
create role seoul_learn_tenant login nosuperuser nobypassrls nocreaterole nocreatedb;
