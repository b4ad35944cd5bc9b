/** How PostgreSQL serves whoever takes signals in: an acknowledgement means fsync, whatever the server's own setting, and no device waits for ever. */
export const intakeSettings = { synchronous_commit: 'on', statement_timeout: '5s', lock_timeout: '3s', idle_in_transaction_session_timeout: '10s' } as const;
