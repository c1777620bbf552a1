-- psql "$DATABASE_URL" -XAt -f infra/pgbouncer/userlist.sql > /etc/pgbouncer/userlist.txt   (as a superuser)
-- SCRAM secrets, not passwords: PgBouncer checks clients and signs in to the server with the same one.
select format('"%s" "%s"', rolname, rolpassword)
  from pg_authid
 where rolname in ('seoul_learn_control', 'seoul_learn_tenant')
 order by rolname;
