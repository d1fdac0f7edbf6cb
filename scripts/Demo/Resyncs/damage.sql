-- On the destination. Nobody notices: no trigger fires, no foreign key is checked.
begin;
set local session_replication_role = replica;
delete from bank.account where closed and id % 10 = 0;
update bank.account set note = 'damaged' where not closed and id % 20 = 0;
commit
