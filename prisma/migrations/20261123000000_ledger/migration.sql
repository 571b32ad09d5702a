-- The whole schema of one ledger database (a shard). Every shard has the same tables: accounts and what touches them are
-- placed by account id, the registry (transfer, refused_request) by its own id, over 1,024 fixed buckets.

-- ---------------------------------------------------------------------------------------------------------------------
-- Placement: which bucket lives where. A bucket moves with all its rows; hashing over the number of databases instead
-- would let a replay after a resharding find no record and debit twice.

create table ledger_shard (
  only_row boolean primary key default true check (only_row),
  number smallint not null check (number >= 0)
);
comment on table ledger_shard is 'Which shard this database is.';

create table bucket_home (
  bucket smallint primary key check (bucket between 0 and 1023),
  shard smallint not null check (shard >= 0)
);
comment on table bucket_home is 'The map bucket -> shard, the same in every shard.';

-- The top ten bits of the id's SHA-256: the same in any language.
create function bucket_of(id text) returns smallint
  language sql immutable strict parallel safe
  as $$ select (get_byte(sha256(convert_to(id, 'UTF8')), 0) * 4 + get_byte(sha256(convert_to(id, 'UTF8')), 1) / 64)::smallint $$;

-- A write to the wrong database is refused, whoever routed it there.
create function refuse_foreign_buckets() returns trigger language plpgsql as $$
declare
  stray smallint;
begin
  select inserted.bucket into stray
    from inserted
    left join bucket_home home on home.bucket = inserted.bucket
   where home.shard is distinct from (select number from ledger_shard)
   limit 1;
  if found then
    raise exception 'bucket % of table % does not live in this database', stray, tg_table_name
      using errcode = 'check_violation', constraint = 'bucket_lives_here', table = tg_table_name;
  end if;
  return null;
end $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Accounts

create type account_status as enum ('open', 'frozen', 'closed');

create table account (
  id text primary key constraint account_id_format check (id ~ '^[A-Za-z0-9._-]{1,64}$'),
  bucket smallint not null generated always as (bucket_of(id)) stored,
  currency text not null constraint account_currency_format check (currency ~ '^[A-Z]{3}$'),
  status account_status not null default 'open',
  balance bigint not null default 0,
  overdraft_limit bigint not null default 0 constraint account_overdraft_not_negative check (overdraft_limit >= 0),
  owner text,
  entry_count bigint not null default 0 constraint account_entry_count_not_negative check (entry_count >= 0),
  chain_hash bytea not null default decode(repeat('00', 32), 'hex') constraint account_chain_hash_length check (length(chain_hash) = 32),
  opened_at timestamptz(3) not null default now(),
  constraint account_balance_within_limit check (balance >= -overdraft_limit)
);
comment on column account.balance is 'Minor units of the currency; the sum of the account''s entries.';
comment on column account.chain_hash is 'Hash of the newest entry: the head of the account''s chain.';

create trigger account_bucket_lives_here after insert on account
  referencing new table as inserted for each statement execute function refuse_foreign_buckets();

-- ---------------------------------------------------------------------------------------------------------------------
-- Step records: one permanent record per transfer and step, in the database of the account it touches. No foreign key to
-- account: a tombstone must be possible for an account that does not exist.

create type step as enum ('debit', 'credit', 'reversal');
create type verdict as enum ('applied', 'refused', 'cancelled');

create table step_record (
  transfer_id uuid not null,
  step step not null,
  verdict verdict not null,
  reason text,
  from_account text not null,
  to_account text not null,
  amount bigint not null constraint step_amount_positive check (amount > 0),
  currency text not null constraint step_currency_format check (currency ~ '^[A-Z]{3}$'),
  recorded_at timestamptz(3) not null,
  bucket smallint not null generated always as (bucket_of(case when step = 'credit' then to_account else from_account end)) stored,
  constraint step_record_pkey primary key (transfer_id, step),
  constraint step_reversal_is_applied check (step <> 'reversal' or verdict = 'applied'),
  constraint step_reason_where_due check ((reason is not null) = (verdict = 'refused' or step = 'reversal'))
);

create trigger step_record_bucket_lives_here after insert on step_record
  referencing new table as inserted for each statement execute function refuse_foreign_buckets();

-- ---------------------------------------------------------------------------------------------------------------------
-- Entries: the double-entry book. A transaction is (transfer_id, step): line 1 is the customer's entry, line 2 the system
-- account's (in-transit:EUR, issuance:EUR), which has no balance row to fight over.

create type entry_step as enum ('debit', 'credit', 'reversal', 'opening');

create table entry (
  transfer_id uuid not null,
  step entry_step not null,
  line smallint not null constraint entry_line_known check (line in (1, 2)),
  account_id text not null,
  amount bigint not null constraint entry_amount_not_zero check (amount <> 0),
  currency text not null constraint entry_currency_format check (currency ~ '^[A-Z]{3}$'),
  posted_at timestamptz(3) not null,
  entry_number bigint,
  balance_after bigint,
  chain_hash bytea,
  constraint entry_pkey primary key (transfer_id, step, line),
  constraint entry_customer_line_is_chained check (
    (line = 1) = (entry_number is not null) and (line = 1) = (balance_after is not null) and (line = 1) = (chain_hash is not null)
    and (line = 2) = (account_id ~ ':')
  )
);
create unique index entry_account_number_key on entry (account_id, entry_number) where entry_number is not null;
comment on column entry.chain_hash is 'SHA-256 over the account''s previous hash, this entry and its system sibling; services/ledger/chain.ts has the text.';

-- Every statement that inserts entries inserts whole transactions, so the rule holds for the table by induction.
create function entries_sum_to_zero() returns trigger language plpgsql as $$
declare
  broken record;
begin
  select transfer_id, step, currency, sum(amount) as total into broken
    from inserted group by transfer_id, step, currency having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'entries of transaction % % sum to % %, not to zero', broken.transfer_id, broken.step, broken.total, broken.currency
      using errcode = 'check_violation', constraint = 'entry_transaction_sums_to_zero', table = 'entry';
  end if;
  return null;
end $$;
create trigger entry_transaction_sums_to_zero after insert on entry
  referencing new table as inserted for each statement execute function entries_sum_to_zero();

-- ---------------------------------------------------------------------------------------------------------------------
-- Append-only: grants keep the services from changing these; the triggers keep anyone from doing it by accident.

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only: % is refused', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only', table = tg_table_name;
end $$;
create trigger step_record_append_only before update or delete or truncate on step_record
  for each statement execute function refuse_change();
create trigger entry_append_only before update or delete or truncate on entry
  for each statement execute function refuse_change();

-- ---------------------------------------------------------------------------------------------------------------------
-- The registry: accepted transfers, and requests that were refused.

create type outcome as enum ('Completed', 'Rejected', 'RolledBack');

create table transfer (
  id uuid primary key,
  bucket smallint not null generated always as (bucket_of(id::text)) stored,
  requester text not null,
  idempotency_key text not null,
  payload_hash bytea not null constraint transfer_payload_hash_length check (length(payload_hash) = 32),
  from_account text not null,
  to_account text not null,
  amount bigint not null constraint transfer_amount_positive check (amount > 0),
  currency text not null constraint transfer_currency_format check (currency ~ '^[A-Z]{3}$'),
  reference text,
  metadata jsonb,
  traceparent text,
  accepted_at timestamptz(3) not null,
  attempt integer not null default 1 constraint transfer_attempt_positive check (attempt > 0),
  next_attempt_at timestamptz(3) not null,
  needs_attention boolean not null default false,
  outcome outcome,
  outcome_reason text,
  outcome_at timestamptz(3),
  constraint transfer_accounts_differ check (from_account <> to_account),
  constraint transfer_outcome_whole check (
    (outcome is null) = (outcome_at is null)
    and (outcome_reason is not null) = (outcome is not null and outcome <> 'Completed')
  )
);
create index transfer_accepted_at_idx on transfer (accepted_at, id);
create index transfer_from_account_idx on transfer (from_account, accepted_at);
create index transfer_to_account_idx on transfer (to_account, accepted_at);
create index transfer_open_idx on transfer (next_attempt_at) where outcome is null;
create trigger transfer_bucket_lives_here after insert on transfer
  referencing new table as inserted for each statement execute function refuse_foreign_buckets();

create function refuse_second_outcome() returns trigger language plpgsql as $$
begin
  raise exception 'transfer % has its outcome % already', old.id, old.outcome
    using errcode = 'check_violation', constraint = 'transfer_outcome_is_final', table = 'transfer';
end $$;
create trigger transfer_outcome_is_final before update on transfer
  for each row when (old.outcome is not null
    and (old.outcome, old.outcome_reason, old.outcome_at) is distinct from (new.outcome, new.outcome_reason, new.outcome_at))
  execute function refuse_second_outcome();

create table refused_request (
  request_id uuid primary key,
  transfer_id uuid,
  -- Beside the transfer whose key it names, so that one transaction gives the verdict on a payload.
  bucket smallint not null generated always as (bucket_of(coalesce(transfer_id, request_id)::text)) stored,
  requester text,
  idempotency_key text,
  payload_hash bytea not null constraint refused_request_payload_hash_length check (length(payload_hash) = 32),
  reasons jsonb not null,
  -- json, not jsonb: it is kept as it came, NUL escapes and odd keys included.
  detail json not null,
  refused_at timestamptz(3) not null
);
create index refused_request_refused_at_idx on refused_request (refused_at, request_id);
create trigger refused_request_bucket_lives_here after insert on refused_request
  referencing new table as inserted for each statement execute function refuse_foreign_buckets();

-- ---------------------------------------------------------------------------------------------------------------------
-- The outbox: one row per effect to deliver, written in the transaction that caused it.

create type outbox_kind as enum ('event', 'callback', 'start', 'outcome');

create table outbox (
  -- Derived from the effect (UUIDv5), so that writing an effect twice is one row.
  id uuid primary key,
  kind outbox_kind not null,
  transfer_id uuid,
  payload json not null,
  created_at timestamptz(3) not null,
  -- When the relay may take it: at first the writer's lease, then the lease of whoever claimed it, then the back-off.
  next_attempt_at timestamptz(3) not null,
  attempts integer not null default 0,
  last_error text,
  delivered_at timestamptz(3),
  moot boolean not null default false,
  constraint outbox_moot_is_delivered check (not moot or delivered_at is not null)
);
create index outbox_due_idx on outbox (next_attempt_at) where delivered_at is null;
create index outbox_transfer_idx on outbox (transfer_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Roles. They can not log in until whoever deploys gives them a password (locally) or IAM authentication (on AWS).

do $$
begin
  if not exists (select from pg_roles where rolname = 'zeroloss_service') then
    begin
      create role zeroloss_service nologin;
    exception when duplicate_object or unique_violation then null; -- another shard's migration was faster
    end;
  end if;
  if not exists (select from pg_roles where rolname = 'zeroloss_audit') then
    begin
      create role zeroloss_audit nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
end $$;

grant usage on schema public to zeroloss_service, zeroloss_audit;

grant select on ledger_shard, bucket_home, account, step_record, entry, transfer, refused_request, outbox to zeroloss_service, zeroloss_audit;

grant insert on account, step_record, entry, transfer, refused_request, outbox to zeroloss_service;
grant update (status, balance, entry_count, chain_hash) on account to zeroloss_service;
grant update (attempt, next_attempt_at, needs_attention, outcome, outcome_reason, outcome_at) on transfer to zeroloss_service;
grant update (attempts, next_attempt_at, last_error, delivered_at, moot) on outbox to zeroloss_service;
