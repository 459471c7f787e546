using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Keyway.Leaks;

/// <summary>
/// Says whether a canary can be read out of bytes that a server left somewhere. It decodes what it is given in every way it knows, again and
/// again, and looks for any eight characters in a row of any canary.
/// </summary>
public static class Oracle
{
    /// <summary>Percent twice, wrapped lines, base64: the deepest that two careless programs make.</summary>
    private const int MaxDepth = 4;

    /// <summary>Looks through all surfaces.</summary>
    /// <param name="canaries">The secrets that must not be found. Give each surface's run its own, so that a finding tells where it came from.</param>
    /// <param name="surfaces">Named bytes: see <see cref="Surfaces"/>.</param>
    /// <param name="allowed">Texts that may be found although they share eight characters with a canary.</param>
    public static IReadOnlyList<Finding> Search(
        IEnumerable<string> canaries, IEnumerable<(string Name, byte[] Bytes)> surfaces, IEnumerable<string>? allowed = null)
    {
        var windows = new Windows(canaries, allowed ?? []);
        var findings = new List<Finding>();
        foreach (var (name, bytes) in surfaces) Search(windows, name, bytes, findings);
        return findings;
    }

    private static void Search(Windows windows, string surface, byte[] bytes, List<Finding> findings)
    {
        var seen = new HashSet<UInt128>();
        var queue = new Queue<View>();
        queue.Enqueue(new(bytes, "", 0));
        while (queue.TryDequeue(out var view))
        {
            // The same bytes come about in many orders of decoding.
            if (!seen.Add(view.Hash)) continue;
            // The least decoded form says most; its descendants would only repeat it.
            if (windows.FindIn(view.Bytes) is { } hit)
            {
                findings.Add(new(surface, hit.Canary, hit.Window, view.Path, hit.Offset));
                continue;
            }
            if (view.Depth == MaxDepth) continue;
            foreach (var decoded in Packed.Decode(view.Bytes)) queue.Enqueue(view.Decoded("packed", decoded));
            var text = windows.TextsIn(view.Bytes);
            foreach (var decoder in Decoder.All)
                foreach (var decoded in decoder.Decode(text))
                    if (decoded.Length >= Windows.Size) queue.Enqueue(view.Decoded(decoder.Name, decoded));
        }
    }
}

/// <param name="Surface">Where.</param>
/// <param name="Canary">Which: its index among those given.</param>
/// <param name="Window">The characters that were read.</param>
/// <param name="Path">How: the decoders in their order; empty for plain.</param>
/// <param name="Offset">Where in the decoded bytes; in the surface itself when the path is empty.</param>
public sealed record Finding(string Surface, int Canary, string Window, string Path, int Offset)
{
    public override string ToString() => $"{Surface}: canary {Canary}, '{Window}' at {Offset}{(Path.Length == 0 ? "" : " of " + Path)}";
}

/// <summary>Bytes on their way through the decoders.</summary>
internal sealed record View(byte[] Bytes, string Path, int Depth)
{
    public View Decoded(string by, byte[] bytes) => new(bytes, Path.Length == 0 ? by : Path + " > " + by, Depth + 1);

    /// <summary>Enough of a hash to tell views apart.</summary>
    public UInt128 Hash => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Bytes));
}
