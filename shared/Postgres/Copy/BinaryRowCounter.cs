using System.Buffers.Binary;

namespace BunnyDb.Postgres.Copy;

/// <summary>
/// Steps over the binary format from length to length. A length may be cut by the border of two pieces.
/// Source: PostgreSQL manual, COPY, "Binary Format".
/// </summary>
internal sealed class BinaryRowCounter : RowCounter
{
    /// <summary>Eleven bytes of signature and four of flags come before the header extension's length.</summary>
    private const int BeforeExtension = 15;

    private const int LengthBytes = 4;

    private Expects expects = Expects.ExtensionLength;
    private long skip = BeforeExtension;
    private int number;
    private int numberBytesMissing = LengthBytes;
    private int fieldsLeft;

    private enum Expects
    {
        ExtensionLength,
        FieldCount,
        FieldLength,
        Nothing,
    }

    internal override void Add(ReadOnlySpan<byte> piece)
    {
        while (piece.Length > 0)
        {
            if (skip > 0)
            {
                var skipped = (int)Math.Min(skip, piece.Length);
                skip -= skipped;
                piece = piece[skipped..];
            }
            else if (expects == Expects.Nothing)
            {
                throw new InvalidDataException("The COPY stream goes on after its end.");
            }
            else if (numberBytesMissing == LengthBytes && piece.Length >= LengthBytes)
            {
                number = BinaryPrimitives.ReadInt32BigEndian(piece);
                piece = piece[LengthBytes..];
                Read();
            }
            else
            {
                number = (number << 8) | piece[0];
                piece = piece[1..];
                if (--numberBytesMissing == 0)
                {
                    Read();
                }
            }
        }
    }

    private void Read()
    {
        switch (expects)
        {
            case Expects.ExtensionLength:
                skip = number;
                ExpectRow();
                break;
            case Expects.FieldCount when (short)number == -1:
                expects = Expects.Nothing;
                break;
            case Expects.FieldCount:
                Rows++;
                fieldsLeft = number;
                ExpectField();
                break;
            case Expects.FieldLength:
                skip = Math.Max(number, 0); // -1 is null
                fieldsLeft--;
                ExpectField();
                break;
            case Expects.Nothing:
                throw new InvalidOperationException("Nothing is expected after the end.");
        }
    }

    private void ExpectField()
    {
        if (fieldsLeft == 0)
        {
            ExpectRow();
            return;
        }

        (expects, number, numberBytesMissing) = (Expects.FieldLength, 0, LengthBytes);
    }

    private void ExpectRow() => (expects, number, numberBytesMissing) = (Expects.FieldCount, 0, 2);
}
