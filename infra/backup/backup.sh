#!/bin/sh
# Dump the whole platform into a folder: DATABASE_URL=... infra/backup/backup.sh /var/backups/seoul-learn
# DATABASE_URL must be a superuser's or one with BYPASSRLS: whom row-level security binds cannot dump every tenant, and
# pg_dump then stops with an error. SECRET_KEY is not in the dump: keep it elsewhere, nothing sealed opens without it.
set -eu
umask 077
folder=${1:?the folder for the dump}
target="$folder/seoul-learn-$(date -u +%Y%m%dT%H%M%SZ).dump"
pg_dump --no-password --format=custom --file="$target.unfinished" "$DATABASE_URL"
# A dump whose table of contents cannot be read is none.
pg_restore --list "$target.unfinished" > /dev/null
mv "$target.unfinished" "$target"
echo "$target"
