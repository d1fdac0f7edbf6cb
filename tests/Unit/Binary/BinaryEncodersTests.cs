using System.Text;
using BunnyDb.Postgres.Binary;

namespace BunnyDb.Unit.Binary;

/// <summary>What an encoder does not know for certain is left to PostgreSQL. That what it takes is right, the same values show on a real server.</summary>
public sealed class BinaryEncodersTests
{
    private const uint Bool = 16, Bytea = 17, Int8 = 20, Int2 = 21, Int4 = 23, Float4 = 700, Float8 = 701, Date = 1082, Timestamp = 1114, TimestampWithZone = 1184, Numeric = 1700, Uuid = 2950;

    [Theory]
    [InlineData(Bool, "true")]
    [InlineData(Bool, "")]
    [InlineData(Bytea, "abc")]
    [InlineData(Bytea, "\\x1")]
    [InlineData(Bytea, "\\xzz")]
    [InlineData(Int2, "32768")]
    [InlineData(Int4, "2147483648")]
    [InlineData(Int4, "1.0")]
    [InlineData(Int4, " 1")]
    [InlineData(Int4, "")]
    [InlineData(Int8, "9223372036854775808")]
    [InlineData(Int8, "0x10")]
    [InlineData(Float4, "1e39")]
    [InlineData(Float4, "NaN")]
    [InlineData(Float8, "Infinity")]
    [InlineData(Float8, "1e400")]
    [InlineData(Float8, " 1")]
    [InlineData(Date, "infinity")]
    [InlineData(Date, "0044-03-15 BC")]
    [InlineData(Date, "10000-01-01")]
    [InlineData(Date, "2026-02-29")]
    [InlineData(Date, "2026-01-01 00:00:00")]
    [InlineData(Timestamp, "-infinity")]
    [InlineData(Timestamp, "2026-01-01")]
    [InlineData(Timestamp, "2026-01-01 24:00:00")]
    [InlineData(Timestamp, "2026-01-01 00:00:00+00")]
    [InlineData(Timestamp, "2026-01-01 00:00:00.1234567")]
    [InlineData(Timestamp, "2026-01-01 00:00:00 BC")]
    [InlineData(Timestamp, "2026-01-01 00:00:00.")]
    [InlineData(TimestampWithZone, "2026-01-01 00:00:00")]
    [InlineData(TimestampWithZone, "2026-01-01 00:00:00+1")]
    [InlineData(TimestampWithZone, "2026-01-01 00:00:00+00 BC")]
    [InlineData(TimestampWithZone, "2026-01-01 00:00:00+99")]
    [InlineData(Numeric, "NaN")]
    [InlineData(Numeric, "Infinity")]
    [InlineData(Numeric, "1e5")]
    [InlineData(Numeric, "")]
    [InlineData(Numeric, "-")]
    [InlineData(Numeric, "1.")]
    [InlineData(Numeric, ".5")]
    [InlineData(Numeric, " 1")]
    [InlineData(Uuid, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1")]
    [InlineData(Uuid, "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}")]
    public void What_is_not_certain_is_left_to_PostgreSQL(uint type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        BinaryEncoders.Of(type)!(bytes, new byte[bytes.Length + BinaryEncoders.MostMore]).ShouldBe(-1);
    }

    [Theory]
    [InlineData(1186u)]
    [InlineData(1007u)]
    [InlineData(790u)]
    public void Other_types_are_left_to_it_altogether(uint type) => BinaryEncoders.Of(type).ShouldBeNull();
}
