-- On the destination, once the table is there: what its applications have built on it.
create role bank_clerk;
create role bank_auditor;
create unique index account_serial_no_key on bank.account (serial_no);
create index account_by_branch on bank.account (branch) where not closed;
create index account_by_note on bank.account (lower(note) collate "C" desc nulls last) with (fillfactor = 80);
alter table bank.account add constraint account_owner_key unique (owner, id) include (opened);
do $$ begin
  for n in 1..15 loop
    execute format('create index account_by_owner_%s on bank.account (substr(owner, %s, 6), branch)', n, n);
  end loop;
end $$;
create statistics bank.account_statistics (ndistinct, mcv) on branch, closed from bank.account;
alter table bank.account alter column owner set statistics 500, alter column note set storage external;
alter table bank.account set (autovacuum_vacuum_scale_factor = 0.3);
alter table bank.account add constraint account_not_below_zero_while_closed check (not closed or balance >= 0);

-- Foreign keys in, out, and to itself.
create table bank.branch (id int primary key, name text);
insert into bank.branch select distinct branch, 'branch ' || branch from bank.account;
alter table bank.account add constraint account_branch foreign key (branch) references bank.branch;
alter table bank.account add constraint account_guarantor foreign key (guarantor) references bank.account deferrable initially deferred;
create table bank.card (id int primary key, account_id bigint not null constraint card_account references bank.account on delete cascade);
create table bank.loan (id int primary key, account_id bigint constraint loan_account references bank.account deferrable);
insert into bank.card select n, n from generate_series(1, 5000) n;
insert into bank.loan select row_number() over (order by id), id from bank.account where closed;

create view bank.open_account with (security_barrier = true) as select id, branch, owner, balance, stamp from bank.account where not closed;
create view bank.branch_total as select branch, count(*) as accounts, sum(balance)::bigint as balance, sum(stamp)::bigint as stamp from bank.open_account group by branch;
create view bank.guarantee as select a.id, g.owner as guarantor from bank.account a join bank.account g on g.id = a.guarantor;
create function bank.total_of(wanted int) returns table (accounts bigint, balance bigint, stamp bigint, of_table bigint) stable language plpgsql as $$
begin
  return query select count(*), sum(a.balance)::bigint, sum(a.stamp)::bigint, max(a.tableoid::bigint) from bank.account a where a.branch = wanted and not a.closed;
end $$;
create function bank.label(a bank.account) returns text language sql immutable as 'select a.owner';

create table bank.audit (account_id bigint, at timestamptz);
create function bank.audited() returns trigger language plpgsql as $$ begin insert into bank.audit values (new.id, now()); return new; end $$;
create trigger account_audited after update of balance on bank.account for each row when (new.balance < 0) execute function bank.audited();
create trigger account_disabled before delete on bank.account for each row execute function bank.audited();
alter table bank.account disable trigger account_disabled;
alter table bank.account enable row level security;
create policy own_accounts on bank.account for select to bank_clerk using (owner = current_user);
create policy no_riches on bank.account as restrictive for insert with check (balance < 1000000);
grant usage on schema bank to bank_clerk, bank_auditor;
grant select (id, owner), update (note) on bank.account to bank_clerk;
grant select on bank.account to bank_auditor with grant option;
set role bank_auditor;
grant select on bank.account to bank_clerk;
reset role;
comment on table bank.account is 'whoever keeps money here';
comment on column bank.account.stamp is 'how often the money moved';
comment on constraint account_owner_key on bank.account is 'one owner';
comment on index bank.account_by_branch is 'of open accounts';
comment on trigger account_audited on bank.account is 'debts';
comment on policy own_accounts on bank.account is 'own ones only';
comment on view bank.open_account is 'not closed';
create publication onwards for table bank.account (id, owner, balance) where (balance <> 0) with (publish = 'insert');
analyze
