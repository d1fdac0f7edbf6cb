namespace BunnyDb.Applier.Rows;

/// <summary>The destination is not what a quick way of writing expects: what it wrote must be undone and written again with more care.</summary>
internal sealed class ReplayException(string reason) : Exception(reason);
