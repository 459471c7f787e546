using Keyway.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Ingress;

public enum NoStoreAsk : byte
{
    Absent,
    Asked,

    /// <summary>The flag is there with a value that is neither yes nor no. It is refused: whoever wrote it must not believe the wrong thing.</summary>
    Unclear,
}

/// <summary>Reads the caller's wish that nothing be stored: a header or a query parameter in either spelling, or <c>Prefer: no-store</c>.</summary>
public static class NoStoreFlag
{
    private static readonly string[] Names = ["x-pd-nostore", "pd-nostore"];

    public static NoStoreAsk Read(IHeaderDictionary headers, ObjectValue query)
    {
        var ask = NoStoreAsk.Absent;
        foreach (var name in Names)
            foreach (var value in headers[name]) ask = Stronger(ask, Meaning(value));
        foreach (var (name, value) in query)
        {
            if (!Names.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (value.TryGetText(out var text)) ask = Stronger(ask, Meaning(text));
            else if (value.TryGetArray(out var several))
                foreach (var one in several) ask = Stronger(ask, one.TryGetText(out var item) ? Meaning(item) : NoStoreAsk.Unclear);
        }
        foreach (var line in headers["Prefer"])
            if (HasNoStore(line)) ask = Stronger(ask, NoStoreAsk.Asked);
        return ask;
    }

    // Said once is said: a "0" elsewhere does not take it back.
    private static NoStoreAsk Stronger(NoStoreAsk a, NoStoreAsk b) =>
        a == NoStoreAsk.Asked || b == NoStoreAsk.Asked ? NoStoreAsk.Asked : (NoStoreAsk)Math.Max((byte)a, (byte)b);

    private static NoStoreAsk Meaning(string? value) => value?.Trim().ToLowerInvariant() switch
    {
        "1" or "true" => NoStoreAsk.Asked,
        "0" or "false" => NoStoreAsk.Absent,
        _ => NoStoreAsk.Unclear,
    };

    private static bool HasNoStore(string? line)
    {
        foreach (var range in line.AsSpan().Split(','))
        {
            var preference = line.AsSpan()[range];
            var end = preference.IndexOfAny(';', '=');
            if ((end < 0 ? preference : preference[..end]).Trim().Equals("no-store", StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
