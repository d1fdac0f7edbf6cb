namespace BunnyDb.Integration.Applier.RandomChanges;

/// <summary>Statements of every shape over the tables of random_changes.sql. Many of them fail by a key; that is part of the game.</summary>
internal sealed class RandomStatements(Random random)
{
    /// <summary>Few keys, so that changes meet.</summary>
    private const int Keys = 60;

    internal string Next() => random.Next(34) switch
    {
        0 => $"insert into parent values ({Key()}, '{Text()}') on conflict (id) do update set v = excluded.v",
        1 => $"delete from parent where id = {Key()}",
        2 or 3 or 4 => $"insert into keyed values ({Key()}, {Nullable()}, {Numeric()}, {Big()}, null)",
        5 => $"insert into keyed select i, null, i / 7.0, {Big()}, null from generate_series({Key()}, {Key()}) i on conflict do nothing",
        6 or 7 => $"update keyed set n = {Numeric()} where id = {Key()}",
        8 => $"update keyed set big = {Big()}, n = n + 1 where id between {Key()} and {Key()}",
        9 => $"update keyed set u = {Nullable()} where id = {Key()}",
        10 => $"update keyed set id = {Key()} where id = {Key()}",
        11 => $"update keyed set parent = {Key()} where id = {Key()}",
        12 => $"delete from keyed where id between {Key()} and {Key()}",
        13 => $"with two as (select id, u from keyed where u is not null order by id limit 2) "
            + $"update keyed k set u = null where id in (select id from two)",
        14 => $"insert into composite select '{Text()}', i, null, i from generate_series({Key()}, {Key()}) i on conflict do nothing",
        15 => $"update composite set w = {Nullable()}, v = '{Text()}' where b = {Key()}",
        16 => $"update composite set a = '{Text()}' where b = {Key()}",
        17 => $"delete from composite where b <= {Key()} and w is null",
        18 or 19 => $"insert into nokey select {Nullable()}, '{Text()}' from generate_series(1, {random.Next(1, 40)})",
        20 => $"update nokey set b = '{Text()}' where ctid in (select ctid from nokey order by a, b limit {random.Next(4)})",
        21 => $"delete from nokey where ctid in (select ctid from nokey order by b, a limit {random.Next(20)})",
        22 => $"insert into always (v) select i from generate_series(1, {random.Next(1, 40)}) i",
        23 => "update always set v = v + 1 where id % 3 = 0",
        24 => $"delete from always where id % {random.Next(2, 9)} = 0",
        25 => $"insert into by_numeric values ({random.Next(9)}{(random.Next(2) == 0 ? ".0" : "")}, '{Text()}')",
        26 => $"update by_numeric set n = {random.Next(9)}.00 where n = {random.Next(9)}",
        27 => random.Next(2) == 0 ? $"delete from by_numeric where n = {random.Next(9)}" : $"update by_numeric set v = '{Text()}'",
        28 => $"insert into late select i, {Keys} - i from generate_series({Key()}, {Key()}) i on conflict (id) do nothing",
        29 => "update late set d = d + 1",
        30 => random.Next(3) == 0 ? $"delete from late where id > {Key()}" : "update late set id = id + 100 where id < 100",
        31 => $"insert into parted select i, i % 3, '{Text()}' from generate_series({Key()}, {Key()}) i on conflict do nothing",
        32 => random.Next(2) == 0 ? $"update parted set v = '{Text()}' where id < {Key()}" : $"update parted set region = {random.Next(3)} where id = {Key()}",
        _ => (random.Next(12), random.Next(2)) switch
        {
            (0, 0) => "truncate keyed, composite restart identity",
            (0, _) => "truncate nokey",
            (< 6, _) => $"insert into onlykey values ({Key()}) on conflict do nothing",
            _ => $"delete from onlykey where id = {Key()}",
        },
    };

    private int Key() => random.Next(Keys);

    private string Nullable() => random.Next(4) == 0 ? "null" : $"{Key()}";

    private string Numeric() => random.Next(5) switch { 0 => "null", 1 => "'NaN'", 2 => "1.50", _ => $"{random.Next(1000)}.{random.Next(10)}" };

    private string Text() => random.Next(6) switch { 0 => "", 1 => "tab\tand \\ and\nline", 2 => "\\N", 3 => "ä€𝄞", _ => $"t{random.Next(5)}" };

    private string Big() => random.Next(4) switch { 0 => "null", 1 => "'small'", _ => $"repeat('{(char)('a' + random.Next(26))}', 3000)" };
}
