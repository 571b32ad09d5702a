-- What was taken from an account can come back after others have filled the account up: a reversal must always fit. So a balance is
-- wider than an amount. Rules keep what is credited below 2^63; only a reversal goes beyond. Rewrites both tables.
alter table account alter column balance type numeric(30, 0);
alter table entry alter column balance_after type numeric(30, 0);
