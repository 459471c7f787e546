using System.Buffers;
using System.Text.Json;
using Keyway.Engine.Values;

namespace Keyway.Engine.Redaction;

/// <summary>A buffer and its JSON writer, kept by each thread: the run path writes several documents and keeps only their bytes.</summary>
internal sealed class JsonBuffer
{
    private const int KeepUpTo = 1 << 20;

    [ThreadStatic]
    private static JsonBuffer? s_spare;

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    private JsonBuffer() => Writer = new(_bytes, ValueJson.WriterOptions);

    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _bytes.WrittenSpan;
        }
    }

    public static JsonBuffer Rent()
    {
        var buffer = s_spare ?? new();
        s_spare = null;
        return buffer;
    }

    /// <summary>Forgets what was written, and wipes it: it may be a text in which a secret was found.</summary>
    public void Clear()
    {
        Writer.Reset();
        _bytes.Clear();
    }

    public void Return()
    {
        Clear();
        if (_bytes.Capacity <= KeepUpTo) s_spare = this;
    }
}
