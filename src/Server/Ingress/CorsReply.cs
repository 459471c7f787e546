using System.Globalization;
using Keyway.Engine.Triggers;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Ingress;

/// <summary>What a browser of another origin is told. It goes on every reply, refusals too: otherwise the page cannot read why.</summary>
public static class CorsReply
{
    private const string Methods = "GET,HEAD,PUT,PATCH,POST,DELETE";

    public static void AddTo(HttpContext http, Cors cors)
    {
        if (Origin(http, cors) is not { } origin) return;
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        if (origin != "*") headers.Append("Vary", "Origin");
        if (cors.Credentials && origin != "*") headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = "Keyway-Run,Preference-Applied,Retry-After,Location";
    }

    public static void Preflight(HttpContext http, Cors cors)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.Allow = "OPTIONS," + Methods;
        if (Origin(http, cors) is null) return;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = ((long)cors.MaxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (!cors.Headers.Contains("*"))
        {
            if (cors.Headers.Count > 0) headers.AccessControlAllowHeaders = string.Join(',', cors.Headers);
            return;
        }
        // A plain "*" does not cover Authorization (Fetch, 3.2.5): the names asked for are allowed by name.
        headers.Append("Vary", "Access-Control-Request-Headers");
        var asked = http.Request.Headers.AccessControlRequestHeaders.ToString();
        headers.AccessControlAllowHeaders = asked.Length > 0 && asked.All(IsInNameList) ? asked : "*";
    }

    private static string? Origin(HttpContext http, Cors cors)
    {
        if (cors.Origins.Count == 0) return null;
        if (cors.Origins.Contains("*")) return "*";
        var origin = http.Request.Headers.Origin.ToString();
        return cors.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase) ? origin : null;
    }

    private static bool IsInNameList(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ',' or ' ';
}
