#!/bin/sh
# The role that the program connects as. Run by the image of PostgreSQL when it makes the database, and by hand on a
# database that was made before there was such a role; it has no rights until `deploy/start migrate` grants them.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-sunlit}" --dbname postgres \
    --set password="$POSTGRES_APP_PASSWORD" <<'SQL'
CREATE ROLE sunlit_app LOGIN PASSWORD :'password';
SQL
