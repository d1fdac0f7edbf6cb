using BunnyDb.Postgres.SchemaChanges;

namespace BunnyDb.Unit.SchemaChanges;

public sealed class TypeWideningTests
{
    [Theory]
    [InlineData(21, -1, 23, -1)] // smallint, integer
    [InlineData(23, -1, 20, -1)] // integer, bigint
    [InlineData(20, -1, 1700, -1)] // bigint, numeric
    [InlineData(1043, 14, 1043, 24)] // varchar(10), varchar(20)
    [InlineData(1043, 14, 25, -1)] // varchar(10), text
    [InlineData(16, -1, 25, -1)] // boolean, text
    [InlineData(3802, -1, 25, -1)] // jsonb, text
    [InlineData(1700, ((10 << 16) | 2) + 4, 1700, ((12 << 16) | 4) + 4)] // numeric(10,2), numeric(12,4)
    [InlineData(1114, 3, 1114, -1)] // timestamp(3), timestamp
    public void Every_value_fits_the_wider_type_and_not_the_other_way(uint from, int fromModifier, uint to, int toModifier)
    {
        TypeWidening.Holds(Column(from, fromModifier), Column(to, toModifier)).ShouldBeTrue();
        TypeWidening.Holds(Column(to, toModifier), Column(from, fromModifier)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1700, ((10 << 16) | 2) + 4, 1700, ((11 << 16) | 4) + 4)] // numeric(10,2), numeric(11,4): one digit less before the point
    [InlineData(20, -1, 701, -1)] // bigint, double precision
    [InlineData(700, -1, 701, -1)] // real, double precision: other digits
    [InlineData(1114, -1, 1184, -1)] // timestamp, timestamptz: another meaning
    [InlineData(1184, -1, 25, -1)] // timestamptz, text: written in the zone of some session
    [InlineData(701, -1, 25, -1)] // double precision, text: as many digits as some session wants
    [InlineData(17, -1, 25, -1)] // bytea, text
    [InlineData(1042, 14, 1042, 24)] // char(10), char(20): padded
    public void What_changes_a_value_or_may_is_lossy(uint from, int fromModifier, uint to, int toModifier) =>
        TypeWidening.Holds(Column(from, fromModifier), Column(to, toModifier)).ShouldBeFalse();

    private static ColumnType Column(uint type, int modifier) => new(type, modifier, $"{type}({modifier})");

    [Theory]
    [InlineData(1700, -1, ((10 << 16) | 2) + 4, true)] // numeric, numeric(10,2)
    [InlineData(1700, ((10 << 16) | 4) + 4, ((12 << 16) | 2) + 4, true)] // numeric(10,4), numeric(12,2)
    [InlineData(1700, ((12 << 16) | 2) + 4, ((8 << 16) | 2) + 4, false)] // numeric(12,2), numeric(8,2): refused where it does not fit
    [InlineData(1114, -1, 3, true)] // timestamp, timestamp(3)
    [InlineData(1114, -1, 6, false)] // timestamp, timestamp(6): the same
    [InlineData(1114, 3, 6, false)] // timestamp(3), timestamp(6)
    [InlineData(1043, -1, 24, false)] // varchar, varchar(20): refused where it does not fit
    [InlineData(23, -1, -1, false)] // integer
    public void Only_what_PostgreSQL_would_do_in_silence_counts_as_rounding(uint type, int from, int to, bool rounds) =>
        TypeWidening.Loses((type, from), (type, to)).ShouldBe(rounds);

    [Theory]
    [InlineData(701, 700)] // double precision, real
    [InlineData(1700, 701)] // numeric, double precision
    [InlineData(20, 701)] // bigint, double precision
    [InlineData(1114, 1082)] // timestamp, date
    [InlineData(1184, 1083)] // timestamptz, time
    [InlineData(1266, 1083)] // timetz, time
    [InlineData(25, 19)] // text, name
    [InlineData(1022, 1021)] // double precision[], real[]
    public void What_PostgreSQL_would_cut_in_silence_is_lost(uint from, uint to)
    {
        TypeWidening.Loses((from, -1), (to, -1)).ShouldBeTrue();
        TypeWidening.Loses((to, -1), (from, -1)).ShouldBeFalse();
    }
}
