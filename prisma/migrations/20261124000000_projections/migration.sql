-- The read side: what the facts on the bus add up to. Apart from the ledger, in a schema and under a role of its own: the ledger and
-- its proof read nothing here, and all of it can be emptied and built again from the archive. Everything of a transfer lies in the
-- database of its registry row (by transfer id; a refused request that names no transfer, by its own id), so a batch is one
-- transaction per database and no fact needs two.
--
-- No column holds a time of processing, a message's id or anything else that differs between two deliveries: the same facts, in any
-- order and any number of copies, make the same rows.

create schema projection;

create table projection.fact (
  event_id uuid primary key,
  name text not null,
  transfer_id uuid,
  request_id uuid,
  sequence smallint not null,
  occurred_at timestamptz(3) not null,
  reasons text[] not null
);
create index fact_transfer_idx on projection.fact (transfer_id);
comment on table projection.fact is 'Every fact that came, once: what has a row here changes nothing when it comes again.';
comment on column projection.fact.reasons is 'Names of rules: an outcome''s reason, or all that a refused request broke.';

create table projection.transfer_status (
  transfer_id uuid primary key,
  requester text not null,
  idempotency_key text not null,
  from_account text not null,
  to_account text not null,
  amount bigint not null,
  currency text not null,
  accepted_at timestamptz(3),
  debited_at timestamptz(3),
  outcome text,
  outcome_reason text,
  outcome_at timestamptz(3),
  needs_attention_at timestamptz(3),
  -- Any fact of a transfer says that it was accepted, whether that fact has come yet or not.
  status text not null generated always as (
    case when outcome is not null then outcome when debited_at is not null then 'Debited' else 'Accepted' end
  ) stored
);
comment on column projection.transfer_status.status is 'By the fact of the highest sequence that has come.';
comment on column projection.transfer_status.amount is 'Minor units of the currency.';

create table projection.account_activity (
  account_id text collate "C" not null,
  occurred_at timestamptz(3) not null,
  event_id uuid not null,
  kind text not null constraint account_activity_kind_known check (kind in ('debit', 'credit', 'reversal')),
  transfer_id uuid not null,
  counterparty text not null,
  amount bigint not null,
  currency text not null,
  -- The order of an account's page. A fact moves money on one account alone.
  constraint account_activity_pkey primary key (account_id, occurred_at, event_id)
);
comment on column projection.account_activity.amount is 'Minor units, signed: what it added to the account.';

-- What an archive's replay brought, counted by those who consume it in the transaction that consumes it.
create table replay_tally (
  replay_name text not null,
  consumer text not null,
  added bigint not null,
  known bigint not null,
  primary key (replay_name, consumer)
);
comment on table replay_tally is 'Deliveries of a replay: what was new to the consumer, and what it knew already.';

do $$
begin
  if not exists (select from pg_roles where rolname = 'zeroloss_projections') then
    begin
      create role zeroloss_projections nologin;
    exception when duplicate_object or unique_violation then null; -- another shard's migration was faster
    end;
  end if;
end $$;

grant usage on schema public, projection to zeroloss_projections;
grant select on ledger_shard, bucket_home to zeroloss_projections;
grant select, insert, truncate on projection.fact, projection.account_activity to zeroloss_projections;
grant select, insert, truncate, update (accepted_at, debited_at, outcome, outcome_reason, outcome_at, needs_attention_at)
  on projection.transfer_status to zeroloss_projections;

grant select, insert, update (added, known) on replay_tally to zeroloss_service, zeroloss_projections;

grant usage on schema projection to zeroloss_audit;
grant select on projection.fact, projection.transfer_status, projection.account_activity, replay_tally to zeroloss_audit;
