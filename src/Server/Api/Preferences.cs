using Keyway.Engine.Values;
using Keyway.Server.Ingress;

namespace Keyway.Server.Api;

/// <summary>What a caller prefers (RFC 7240).</summary>
public static class Preferences
{
    /// <summary>True for <c>Prefer: wait</c> (also <c>wait=30</c>) or <c>?wait=true</c>.</summary>
    public static bool Waits(HttpRequest request, string? wait) =>
        ApiQuery.Flag(wait, "wait") || request.Headers["Prefer"].SelectMany(h => (h ?? "").Split(',')).Any(IsWait);

    /// <summary>The same flag, read by the same code, as at a trigger.</summary>
    public static bool IsNoStore(HttpRequest request)
    {
        var query = new ObjectValue();
        foreach (var (name, values) in request.Query) query.Set(name, values.Count == 1 ? values[0] : Value.Array([.. values.Select(v => (Value)v)]));
        return NoStoreFlag.Read(request.Headers, query) switch
        {
            NoStoreAsk.Asked => true,
            NoStoreAsk.Absent => false,
            _ => throw new RefusedException(Problems.NoStoreInvalid),
        };
    }

    private static bool IsWait(string preference)
    {
        var end = preference.IndexOfAny([';', '=']);
        return preference.AsSpan(0, end < 0 ? preference.Length : end).Trim().Equals("wait", StringComparison.OrdinalIgnoreCase);
    }
}
