-- Who was told about a transfer that needs attention, and by whom. It decides nothing: the system goes on trying, acknowledged or not.

create table attention_acknowledgement (
  -- In the same database: both are placed by the transfer's id.
  transfer_id uuid not null references transfer (id),
  bucket smallint not null generated always as (bucket_of(transfer_id::text)) stored,
  acknowledged_at timestamptz(3) not null,
  acknowledged_by text not null constraint attention_acknowledgement_by_length check (char_length(acknowledged_by) between 1 and 128),
  reason text not null constraint attention_acknowledgement_reason_length check (char_length(reason) between 1 and 500),
  constraint attention_acknowledgement_pkey primary key (transfer_id, acknowledged_at, acknowledged_by)
);
comment on table attention_acknowledgement is 'A person has taken notice of a transfer that needs attention, and says why it may wait.';

create trigger attention_acknowledgement_bucket_lives_here after insert on attention_acknowledgement
  referencing new table as inserted for each statement execute function refuse_foreign_buckets();
create trigger attention_acknowledgement_append_only before update or delete or truncate on attention_acknowledgement
  for each statement execute function refuse_change();

grant select, insert on attention_acknowledgement to zeroloss_service;
grant select on attention_acknowledgement to zeroloss_audit;
