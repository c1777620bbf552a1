#!/bin/sh
# Restore a dump into an empty database: DATABASE_URL=... SECRET_KEY=... infra/backup/restore.sh FILE
# DATABASE_URL is the address of the new, empty database; SECRET_KEY is that of the platform that was dumped.
set -eu
dump=${1:?the dump}
if [ "$(psql --no-password -XAt -c "select to_regclass('control.tenant') is null" "$DATABASE_URL")" != t ]; then
    echo "There is a platform in this database already. Restore into an empty one, then point DATABASE_URL at it." >&2
    exit 2
fi
# The roles belong to the server and not to the dump: the first `migrate` makes them. The second brings an older dump
# up to this release.
seoul-learn migrate
pg_restore --no-password --clean --if-exists --exit-on-error --single-transaction --dbname="$DATABASE_URL" "$dump"
seoul-learn migrate
seoul-learn doctor --audit
