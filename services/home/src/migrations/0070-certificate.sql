-- When the certificate of its doors over TLS ends; null where it has none.
alter table home.receiver add column certificate_ends_at timestamptz;
