using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Http;

/// <summary>Query parameters, headers or form fields from an object; a list stands for a name that is sent several times.</summary>
internal static class HttpPairs
{
    public static IReadOnlyList<HttpPair> Of(Value given)
    {
        if (!given.TryGetObject(out var map)) return [];
        var pairs = new List<HttpPair>(map.Count);
        foreach (var (name, value) in map)
        {
            if (!value.TryGetArray(out var list)) pairs.Add(new(name, value));
            else foreach (var item in list) pairs.Add(new(name, item));
        }
        return pairs;
    }
}
