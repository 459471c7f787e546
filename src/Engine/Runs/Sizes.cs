using System.Buffers;
using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

internal static class Sizes
{
    /// <summary>An event's size as recorded JSON, with handles in the place of credentials: a count that tells nothing about them.</summary>
    public static int Of(ObjectValue @event, Payload payload)
    {
        if (payload is Payload.Kept kept) return kept.Data.Length;
        var buffer = new ArrayBufferWriter<byte>(512);
        ValueJson.Write(buffer, @event, LeafWriter.Handles);
        return buffer.WrittenCount;
    }
}
