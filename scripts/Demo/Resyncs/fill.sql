-- On the source. $1 open accounts and $2 closed ones, which nobody writes to.
insert into bank.account (branch, closed, owner, balance, guarantor, note)
select case when n <= $1 then (n - 1) / 1000 else n % ($1 / 1000) end, n > $1, md5(n::text), case when n <= $1 then 1000 else 0 end, nullif(n / 2, 0), 'account ' || n
from generate_series(1, $1 + $2) n
