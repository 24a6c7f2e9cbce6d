#!/bin/sh
# The two roles of docs/guide/scale.md, with the passwords of the file that assistd has too: host:port:database:role:password.
set -eu
password() { sed -n "s/^[^:]*:[^:]*:[^:]*:$1://p" /run/secrets/postgres_roles; }
psql -v ON_ERROR_STOP=1 --username postgres --dbname assistd \
  -v owner="$(password assistd_owner)" -v service="$(password assistd_service)" <<'SQL'
CREATE ROLE assistd_owner LOGIN PASSWORD :'owner';
CREATE ROLE assistd_service LOGIN PASSWORD :'service';
ALTER DATABASE assistd OWNER TO assistd_owner;
ALTER SCHEMA public OWNER TO assistd_owner;
SQL
