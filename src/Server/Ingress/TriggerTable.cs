using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;

namespace Keyway.Server.Ingress;

/// <summary>
/// Which request leads to which workflow: an immutable snapshot, swapped whole on deploy. Holds enabled workflows only, so that a disabled key
/// and an unknown one cannot be told apart.
/// </summary>
/// <remarks>
/// Keys are looked up by the first 128 bits of their SHA-256, not as text: whoever guesses learns nothing from the time a lookup takes, since a guess
/// that shares its beginning with a key shares nothing with its digest. It costs about 0.2 µs and allocates nothing.
/// </remarks>
public sealed class TriggerTable
{
    public const string Prefix = "/h/";
    public static readonly TriggerTable Empty = new([]);

    private const int MaxKeyLength = 128;
    private readonly Dictionary<UInt128, TriggerDoor> _keys = [];
    private readonly Dictionary<string, TriggerDoor> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TriggerDoor> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _longestPath;

    public TriggerTable(IEnumerable<Deployed> workflows)
    {
        foreach (var deployed in workflows)
        {
            if (!deployed.Enabled || deployed.Workflow.Trigger is not Trigger.Http http) continue;
            var door = new TriggerDoor(deployed, http);
            _keys[Digest(deployed.TriggerKey)] = door;
            foreach (var path in http.Paths) _paths.TryAdd(path.Trim('/'), door);
            foreach (var host in http.Hosts) _hosts.TryAdd(host, door);
        }
        foreach (var path in _paths.Keys) _longestPath = Math.Max(_longestPath, path.Length);
    }

    /// <summary>Where a request leads. Null when it is none of ours: neither below <c>/h/</c> nor for a bound host.</summary>
    public TriggerMatch? Find(string host, string path)
    {
        if (_hosts.Count > 0 && _hosts.TryGetValue(host, out var bound)) return new(bound, 0);
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return path == "/h" ? TriggerMatch.Nothing : null;

        var rest = path.AsSpan(Prefix.Length);
        var slash = rest.IndexOf('/');
        var key = slash < 0 ? rest : rest[..slash];
        if (key.Length is > 0 and <= MaxKeyLength && _keys.TryGetValue(Digest(key), out var door)) return new(door, Prefix.Length + key.Length);
        return FindPath(rest);
    }

    // The longest bound path that the request is at or below.
    private TriggerMatch FindPath(ReadOnlySpan<char> rest)
    {
        if (_paths.Count == 0) return TriggerMatch.Nothing;
        var bySpan = _paths.GetAlternateLookup<ReadOnlySpan<char>>();
        var end = rest.Length;
        if (end > _longestPath) end = rest[..(_longestPath + 1)].LastIndexOf('/');
        for (; end > 0; end = rest[..end].LastIndexOf('/'))
            if (bySpan.TryGetValue(rest[..end], out var door)) return new(door, Prefix.Length + end);
        return TriggerMatch.Nothing;
    }

    private static UInt128 Digest(ReadOnlySpan<char> key)
    {
        Span<byte> utf8 = stackalloc byte[MaxKeyLength * 3];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}

/// <param name="Door">Null where the address is ours and leads nowhere.</param>
/// <param name="Taken">How much of the path named the trigger; what follows is the event's <c>path</c>.</param>
public readonly record struct TriggerMatch(TriggerDoor? Door, int Taken)
{
    public static readonly TriggerMatch Nothing;
}

/// <summary>The table that serves now. Requests take <see cref="Current"/> once and keep what they took.</summary>
public sealed class ServedTriggers
{
    private volatile TriggerTable _current = TriggerTable.Empty;

    public TriggerTable Current => _current;

    public void Swap(TriggerTable next) => _current = next;
}
