namespace BunnyDb.Applier.Batches;

/// <summary>Where a row's text lies in its plan: the columns of the key first, a newline last.</summary>
/// <param name="KeyBytes">Of the key's columns, without the separator after them.</param>
/// <param name="Bytes">Of the whole text, with the newline.</param>
/// <param name="IsWhole">No column is marked as unchanged.</param>
internal readonly record struct RowImage(int Start, int KeyBytes, int Bytes, bool IsWhole);
