using Keyway.Engine.Values;

namespace Keyway.Engine.Workflows;

/// <summary>
/// The host that an author wrote literally in a <c>url</c>, and thereby named as one that the step's secrets may go to. Whatever an
/// expression could change is not named: the literal text must hold the whole authority and the slash behind it.
/// </summary>
internal static class NamedHost
{
    public static string? Of(Template? url) => url switch
    {
        Template.Literal { Value: var value } => value.TryGetText(out var text) ? Read(text, isWhole: true) : null,
        Template.Text { Parts: [Template.Literal { Value: var value }, ..] } => value.TryGetText(out var text) ? Read(text, isWhole: false) : null,
        _ => null,
    };

    private static string? Read(string text, bool isWhole)
    {
        text = text.TrimStart();
        var scheme = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        if (scheme == 0) return null;
        var length = text.AsSpan(scheme).IndexOfAny('/', '?', '#');
        if (length < 0 && !isWhole) return null;
        var authority = length < 0 ? text.AsSpan(scheme) : text.AsSpan(scheme, length);
        // What clients read differently ("a.com\@b.com", "a.com@b.com") names nothing.
        if (authority.IsEmpty || authority.IndexOfAny(@"@\ ") >= 0 || authority.ContainsAnyInRange('\0', ' ')) return null;
        return Uri.TryCreate(string.Concat(text.AsSpan(0, scheme), authority, "/"), UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.IdnHost.ToLowerInvariant() : null;
    }
}
