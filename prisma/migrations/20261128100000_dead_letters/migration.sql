-- Messages that no consumer can finish. The consumers' queues have no redrive policy: a message stays in its queue until it is done, or until
-- its consumer writes it here, where a person looks. Nothing here is money: the ledger and its proof do not rely on it.

create type dead_letter_kind as enum ('unreadable', 'failing');
create type dead_letter_end as enum ('redriven', 'dismissed');

create table dead_letter (
  -- Derived from queue and message id (UUIDv5), so that parking a message twice is one row.
  id uuid primary key,
  bucket smallint not null generated always as (bucket_of(id::text)) stored,
  queue text not null,
  message_id text not null,
  message_group text,
  -- The bytes of the body: text could not hold every body, and what cannot be stored could never leave its queue.
  body bytea not null,
  -- json, not jsonb: they are kept as they came.
  attributes json not null,
  kind dead_letter_kind not null,
  reasons json not null,
  receive_count integer not null constraint dead_letter_receive_count_positive check (receive_count > 0),
  sent_at timestamptz(3),
  first_received_at timestamptz(3),
  parked_at timestamptz(3) not null default now(),
  ended_at timestamptz(3),
  ended_as dead_letter_end,
  ended_by text,
  ended_reason text,
  constraint dead_letter_end_whole check (
    (ended_at is null) = (ended_as is null) and (ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_reason is null)
  )
);
comment on column dead_letter.ended_as is 'What a person did with it: sent to its queue again, or left for good.';
create index dead_letter_parked_at_idx on dead_letter (parked_at, id);
create index dead_letter_open_idx on dead_letter (parked_at) where ended_at is null;
create trigger dead_letter_bucket_lives_here after insert on dead_letter
  referencing new table as inserted for each statement execute function refuse_foreign_buckets();

-- How often a message failed although its database was there. The count is in the database, so that it can rise only while the database
-- takes it: the receives of an outage do not count.
create table message_fault (
  -- As in dead_letter.
  id uuid primary key,
  bucket smallint not null generated always as (bucket_of(id::text)) stored,
  queue text not null,
  message_id text not null,
  faults integer not null constraint message_fault_faults_positive check (faults > 0),
  reason text not null,
  first_at timestamptz(3) not null default now(),
  last_at timestamptz(3) not null default now()
);
create trigger message_fault_bucket_lives_here after insert on message_fault
  referencing new table as inserted for each statement execute function refuse_foreign_buckets();

grant select on dead_letter, message_fault to zeroloss_service, zeroloss_audit;
grant insert on dead_letter to zeroloss_service, zeroloss_projections;
grant update (ended_at, ended_as, ended_by, ended_reason) on dead_letter to zeroloss_service;
-- A message's row goes when the message is done.
grant insert, update (faults, reason, last_at), delete on message_fault to zeroloss_service, zeroloss_projections;
grant select on message_fault to zeroloss_projections;
