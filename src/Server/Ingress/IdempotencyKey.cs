using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Runs;
using Keyway.Engine.Values;
using Microsoft.Extensions.Primitives;

namespace Keyway.Server.Ingress;

/// <summary>What makes two requests the same. Stored as a hash alone.</summary>
public static class IdempotencyKey
{
    private const int MaxLength = 255;
    public static readonly TimeSpan Holds = TimeSpan.FromHours(24);

    /// <summary>A key as text: null when there is none. False when there is one that cannot be used.</summary>
    public static bool TryRead(StringValues header, out string? key)
    {
        key = header.Count == 0 ? null : header[0];
        return header.Count <= 1 && key is not { Length: 0 or > MaxLength };
    }

    /// <summary>The same for what the trigger's expression gave; null and undefined mean that this event has none.</summary>
    public static bool TryRead(Filled filled, out string? key)
    {
        key = null;
        if (filled is not Filled.Done { Value: var value }) return false;
        key = value.TryGetText(out var text) ? text : value.TryGetNumber(out _) ? ValueJson.ToText(value) : null;
        // A hash of a credential can be guessed at: a labelled key is refused.
        return key is null ? value is { IsNullish: true, IsLabelled: false } : key.Length is > 0 and <= MaxLength;
    }

    /// <summary>Of the workflow, not its address, which can be rotated; and of the caller, so that no caller gets another's answer.</summary>
    public static Idempotency Of(string workflow, string? caller, string key, DateTimeOffset now) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{workflow}\n{caller?.Length ?? 0}\n{caller}\n{key}")), now + Holds);
}
