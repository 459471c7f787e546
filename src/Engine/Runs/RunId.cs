using System.Buffers.Binary;
using Keyway.Engine.Sealing;

namespace Keyway.Engine.Runs;

/// <summary>A run's id: a time-ordered UUID, version 7 (RFC 9562). 32 hex digits without dashes where it is shown.</summary>
public readonly record struct RunId(Guid Value)
{
    public static RunId New(TimeProvider time, Entropy entropy)
    {
        Span<byte> bytes = stackalloc byte[16];
        entropy(bytes);
        var ms = time.GetUtcNow().ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt32BigEndian(bytes, (int)(ms >> 16));
        BinaryPrimitives.WriteInt16BigEndian(bytes[4..], (short)ms);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new(new Guid(bytes, bigEndian: true));
    }

    public static bool TryParse(string? text, out RunId id)
    {
        var ok = Guid.TryParse(text, out var value);
        id = new(value);
        return ok;
    }

    public override string ToString() => Value.ToString("N");
}
