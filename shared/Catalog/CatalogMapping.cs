using System.Data;
using System.Text.Json;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Catalog;

/// <summary>Teaches Dapper the value types that rows of the catalog hold.</summary>
internal static class CatalogMapping
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static int registered;

    internal static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 1)
        {
            return;
        }

        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new LsnHandler());
        SqlMapper.AddTypeHandler(new LaneIdHandler());
        SqlMapper.AddTypeHandler(new JsonHandler<MirrorOptions>());
        SqlMapper.AddTypeHandler(new JsonHandler<Fault>());
    }

    private sealed class LsnHandler : SqlMapper.TypeHandler<Lsn>
    {
        public override void SetValue(IDbDataParameter parameter, Lsn value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.PgLsn;
            parameter.Value = new NpgsqlLogSequenceNumber(value.Value);
        }

        public override Lsn Parse(object value) => new((ulong)(NpgsqlLogSequenceNumber)value);
    }

    private sealed class LaneIdHandler : SqlMapper.TypeHandler<LaneId>
    {
        public override void SetValue(IDbDataParameter parameter, LaneId value) => parameter.Value = value.Value;

        public override LaneId Parse(object value) => new((Guid)value);
    }

    private sealed class JsonHandler<T> : SqlMapper.TypeHandler<T> where T : class
    {
        public override void SetValue(IDbDataParameter parameter, T? value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Jsonb;
            parameter.Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, Json);
        }

        public override T? Parse(object value) => JsonSerializer.Deserialize<T>((string)value, Json);
    }
}
