using System.Text;
using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>The address of a call, to be called and to be shown. A class: it may hold a secret.</summary>
internal sealed class RequestUrl(Uri uri, string shown)
{
    public Uri Uri => uri;

    /// <summary>With a handle where something labelled stands.</summary>
    public string Shown => shown;

    /// <summary>Longer than any server takes.</summary>
    private const int MaxLength = 32 * 1024;

    // What was encoded here stays as it is: the canonical form would turn %2E back into a dot.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static RequestUrl Of(HttpCall call, AppOrigin origin, string app, RequestWriter writer)
    {
        var text = new StringBuilder(128);
        StringBuilder? shown = null;
        if (call.Target is HttpTarget.Relative relative)
        {
            text.Append(origin.BaseUrl ?? throw new EgressException(EgressErrors.NoBaseUrl(app)));
            foreach (var segment in relative.Segments) Append(text, ref shown, "/", segment, Segment(segment, writer));
        }
        else if (call.Target is HttpTarget.Absolute absolute)
        {
            var url = WholeUrl(writer.Text(absolute.Url, "url") ?? throw new EgressException(EgressErrors.NoUrl));
            text.Append(url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
            if (absolute.Url.Labels is { } labels) shown = new StringBuilder(labels.Handle);
        }
        AppendQuery(text, ref shown, call, writer);
        var whole = text.ToString();
        if (whole.Length > MaxLength) throw new EgressException(EgressErrors.UrlTooLong);
        return Uri.TryCreate(whole, AsWritten, out var uri) ? new(uri, shown?.ToString() ?? whole) : throw new EgressException(EgressErrors.NoUrl);
    }

    /// <summary>This address with one more query parameter, of a credential.</summary>
    public RequestUrl WithQuery(string name, string value, string handle)
    {
        var separator = (Uri.Query.Length == 0 ? "?" : "&") + Uri.EscapeDataString(name) + "=";
        return new(new Uri(Uri.AbsoluteUri + separator + Uri.EscapeDataString(value), AsWritten), Shown + separator + handle);
    }

    /// <summary>Reads a whole address that somebody else wrote.</summary>
    public static Uri WholeUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw new EgressException(EgressErrors.NoUrl);
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) throw new EgressException(EgressErrors.NotHttp);
        return uri.UserInfo.Length == 0 ? uri : throw new EgressException(EgressErrors.UserInfo);
    }

    private static string Segment(in Value segment, RequestWriter writer)
    {
        var text = writer.Text(segment, "the address");
        if (text is null or "" or "." or "..") throw new EgressException(EgressErrors.Segment);
        return Uri.EscapeDataString(text);
    }

    private static void AppendQuery(StringBuilder text, ref StringBuilder? shown, HttpCall call, RequestWriter writer)
    {
        if (call.Query.Count == 0) return;
        var separator = call.Target is HttpTarget.Absolute && text.ToString().Contains('?', StringComparison.Ordinal) ? "&" : "?";
        foreach (var (name, value) in call.Query)
        {
            if (writer.Text(value, "the query") is not { } plain) continue;
            Append(text, ref shown, separator + Uri.EscapeDataString(name) + "=", value, Uri.EscapeDataString(plain));
            separator = "&";
        }
    }

    private static void Append(StringBuilder text, ref StringBuilder? shown, string before, in Value value, string encoded)
    {
        // The shown form is only kept apart once it differs.
        if (value.IsLabelled) shown ??= new StringBuilder(text.ToString());
        text.Append(before).Append(encoded);
        shown?.Append(before).Append(value.Labels?.Handle ?? encoded);
    }
}
