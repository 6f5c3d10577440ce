# One database and one role a service, as local.sh makes them; PostgreSQL's image runs this once, on a new volume.
# shellcheck shell=bash
for service in plans indicators budget reporting; do
    secret=$(tr -d '\n' <"/run/secrets/$service.password")
    psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -q <<SQL
CREATE ROLE phaen_$service LOGIN PASSWORD '${secret//\'/\'\'}';
CREATE DATABASE phaen_$service OWNER phaen_$service;
SQL
done
