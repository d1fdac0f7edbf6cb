using Npgsql;

namespace BunnyDb.Applier.Joins;

/// <summary>A lane's part in a join.</summary>
internal interface ILaneMarkers
{
    /// <summary>The lane comes to a marker: inside the destination transaction that ends there, before its position moves.</summary>
    Task MeetAsync(Marker marker, BunnyDb.Contracts.Values.Lsn lsn, NpgsqlTransaction transaction, CancellationToken ct);

    /// <summary>After that transaction's commit, and once when the lane starts.</summary>
    Task<JoinState> SettleAsync(NpgsqlConnection destination, CancellationToken ct);
}

/// <summary>What a lane does after a marker.</summary>
internal enum JoinState
{
    /// <summary>It goes on as before.</summary>
    GoesOn,

    /// <summary>It has taken routes over and goes on with them.</summary>
    HasTakenOver,

    /// <summary>Its tables are another lane's now: it writes nothing any more.</summary>
    IsTakenOver,
}
