using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Catalog.Mirrors;

/// <summary>What a mirror's lanes show at the moment.</summary>
/// <param name="Position">Where the main lane is on the destination; null: nowhere yet.</param>
/// <param name="LagBytes">WAL of the source that is not applied yet; null: unknown.</param>
/// <param name="Fault">What stopped a lane, or what it waits for; null: nothing.</param>
/// <param name="Copy">Null while no table is being copied.</param>
public sealed record MirrorFigures(Guid MirrorId, Lsn? Position, long? LagBytes, double? LagSeconds, Fault? Fault, CopyFigures? Copy);

/// <summary>How far the copies that run now are, over all their tables.</summary>
/// <param name="RowsTotal">An estimate.</param>
/// <param name="Seconds">Since the first chunk was begun; null: none was.</param>
public sealed record CopyFigures(long RowsCopied, long RowsTotal, long BytesCopied, int ChunksDone, int Chunks, double? Seconds);
