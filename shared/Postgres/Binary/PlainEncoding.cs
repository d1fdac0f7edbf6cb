using System.Buffers;
using System.Buffers.Text;

namespace BunnyDb.Postgres.Binary;

/// <summary>Values whose binary form is their text, or nearly.</summary>
internal static class PlainEncoding
{
    private const byte JsonbVersion = 1;

    /// <summary>text, varchar, bpchar and json: the server converts the characters and fits the length alike in both forms.</summary>
    internal static int Text(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        text.CopyTo(binary);
        return text.Length;
    }

    internal static int Jsonb(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        binary[0] = JsonbVersion;
        text.CopyTo(binary[1..]);
        return text.Length + 1;
    }

    internal static int Bool(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (text is not ([(byte)'t'] or [(byte)'f']))
        {
            return -1;
        }

        binary[0] = text[0] == (byte)'t' ? (byte)1 : (byte)0;
        return 1;
    }

    internal static int Uuid(ReadOnlySpan<byte> text, Span<byte> binary) =>
        Utf8Parser.TryParse(text, out Guid uuid, out var read, 'D') && read == text.Length && uuid.TryWriteBytes(binary, bigEndian: true, out var written) ? written : -1;

    /// <summary>As bytea_output = hex prints it.</summary>
    internal static int Bytea(ReadOnlySpan<byte> text, Span<byte> binary) =>
        text.StartsWith("\\x"u8) && Convert.FromHexString(text[2..], binary, out _, out var written) == OperationStatus.Done ? written : -1;
}
