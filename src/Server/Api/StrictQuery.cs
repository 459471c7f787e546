using System.Collections.Concurrent;
using System.Reflection;

namespace Keyway.Server.Api;

/// <summary>
/// Refuses a query parameter that the call does not have. A misspelt filter that is passed over shows everything, or repeats everything.
/// </summary>
public static class StrictQuery
{
    // Where a call may carry a flag that is no parameter of its handler.
    private static readonly string[] Everywhere = ["x-pd-nostore", "pd-nostore"];

    private static readonly ConcurrentDictionary<Endpoint, IReadOnlyList<string>> Known = new();

    public static ApiProblem? Refusal(HttpContext context)
    {
        if (context.Request.Query.Count == 0 || context.GetEndpoint() is not RouteEndpoint endpoint) return null;
        var known = Known.GetOrAdd(endpoint, static e => Parameters((RouteEndpoint)e));
        if (context.Request.Query.Keys.All(key => known.Contains(key) || Everywhere.Contains(key, StringComparer.OrdinalIgnoreCase))) return null;
        return Problems.InvalidParameter.Because(known.Count == 0 ? "This call takes no query parameters." : "The query has a parameter that this call does not know. It takes: " + string.Join(", ", known) + ".");
    }

    /// <summary>The handler's parameters that are not part of the path.</summary>
    private static IReadOnlyList<string> Parameters(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<MethodInfo>() is not { } handler ? [] :
        [
            .. handler.GetParameters().Where(p => p.ParameterType == typeof(string) || p.ParameterType == typeof(string[])).Select(p => p.Name!)
                .Where(name => endpoint.RoutePattern.GetParameter(name) is null),
        ];
}
