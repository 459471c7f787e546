using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>How much of a part must be found for it to count.</summary>
internal enum Evidence : byte
{
    /// <summary>Any few characters in a row: see <see cref="Needle.Window"/>.</summary>
    Fragment,

    /// <summary>Three quarters: for what much else has in common with it.</summary>
    Most,

    /// <summary>All of it.</summary>
    Whole,
}

/// <summary>A stretch of a secret's text.</summary>
internal readonly record struct SecretPart(int Start, int End, Evidence Evidence);

/// <summary>
/// Which stretches of a secret are secret. A webhook's URL holds a host, a key file its first and last line, a JWT a header that all of its
/// kind share: were any few characters of those looked for, ordinary data would be blackened. Nothing is lost by it, since what is
/// found is always followed to both ends of the whole text.
/// </summary>
internal static class SecretShape
{
    /// <summary>The prefixes of an <c>Authorization</c> header that say nothing.</summary>
    private static readonly string[] Schemes = ["Bearer ", "Basic ", "Token ", "OAuth ", "ApiKey ", "Bot ", "Key ", "SSWS ", "GenieKey "];

    /// <summary>What stands beside the secret in cookies, connection strings and challenges.</summary>
    private static readonly HashSet<string> PublicNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "path", "domain", "expires", "max-age", "samesite", "priority", "version", "httponly", "secure", "partitioned",
        "server", "data source", "address", "host", "port", "database", "initial catalog", "endpoint", "endpointsuffix", "defaultendpointsprotocol",
        "encrypt", "trustservercertificate", "persist security info", "integrated security", "ssl mode", "sslmode", "timeout", "connection timeout", "entitypath",
        "realm", "scope", "error", "error_description", "error_uri", "charset", "algorithm", "qop", "uri", "username", "stale", "title", "resource_metadata",
    };

    /// <summary>Object identifiers of RSA and EC keys in base64: the same in every public key and certificate.</summary>
    private static readonly byte[][] PublicFragments = ["ANBgkqhkiG9w0BAQEFAA"u8.ToArray(), "BgcqhkjOPQIBBggqhkjOPQMBBw"u8.ToArray(), "oAoGCCqGSM49AwEHoUQDQgAE"u8.ToArray()];

    public static List<SecretPart> PartsOf(ReadOnlySpan<byte> text)
    {
        var parts = new List<SecretPart>(2);
        if (IndexOf(text, "-----BEGIN "u8) >= 0) KeyFile(text, parts);
        else if (IndexOf(text, "://"u8) is > 0 and var colon && IsWord(text[..colon])) Url(text, colon, parts);
        else if (IndexOf(text, "=\""u8) > 0 && text.IndexOf((byte)' ') is > 0 and var space && IsWord(text[..space])) Challenge(text, space, parts);
        else if (SchemeLength(text) is > 0 and var scheme) parts.Add(new(scheme, text.Length, Evidence.Fragment));
        else if (text.StartsWith("eyJ"u8) && text.IndexOf((byte)'.') > 0) Jwt(text, parts);
        else if (!Pairs(text, parts)) Plain(text, parts);
        return parts.Count > 0 ? parts : [new(0, text.Length, Evidence.Whole)];
    }

    /// <summary>The two sides of <c>user:password</c>, or none.</summary>
    public static (Range User, Range Password)? UserAndPassword(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon <= 0 || colon == text.Length - 1 || text.ContainsAny(" \n\t/"u8)) return null;
        return (..colon, (colon + 1)..);
    }

    private static void Plain(ReadOnlySpan<byte> text, List<SecretPart> parts)
    {
        parts.Add(new(0, text.Length, Evidence.Fragment));
        if (UserAndPassword(text) is var (user, password))
        {
            // A user that is a number (a bot's id, an account's) names somebody in ordinary replies.
            if (text[user].ContainsAnyExceptInRange((byte)'0', (byte)'9')) parts.Add(new(0, user.End.Value, Evidence.Fragment));
            parts.Add(new(password.Start.Value, text.Length, Evidence.Fragment));
        }
        if (text.ContainsAny("\r\n"u8)) Lines(text, parts);
    }

    private static void Lines(ReadOnlySpan<byte> text, List<SecretPart> parts)
    {
        foreach (var range in text.SplitAny("\r\n"u8))
        {
            var (start, length) = range.GetOffsetAndLength(text.Length);
            if (length > 0) parts.Add(new(start, start + length, Evidence.Fragment));
        }
    }

    /// <summary>PEM and its like: lines may be parted by <c>\n</c> written out, as environment variables have it.</summary>
    private static void KeyFile(ReadOnlySpan<byte> text, List<SecretPart> parts)
    {
        var at = 0;
        while (at < text.Length)
        {
            var rest = text[at..];
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r', (byte)'\\');
            var line = end < 0 ? rest : rest[..end];
            if (IndexOf(line, "-----"u8) < 0 && IndexOf(line, ": "u8) < 0) Cut(text, at, at + line.Length, parts);
            at += line.Length + 1;
            // The n of a written-out line break.
            if (end >= 0 && rest[end] == '\\' && at < text.Length && text[at] is (byte)'n' or (byte)'r') at++;
        }
    }

    private static void Cut(ReadOnlySpan<byte> text, int start, int end, List<SecretPart> parts)
    {
        foreach (var fragment in PublicFragments)
        {
            var at = text[start..end].IndexOf(fragment);
            if (at < 0) continue;
            Add(start, start + at, parts);
            start += at + fragment.Length;
        }
        Add(start, end, parts);
    }

    private static void Url(ReadOnlySpan<byte> text, int colon, List<SecretPart> parts)
    {
        var authority = colon + 3;
        var path = text[authority..].IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        path = path < 0 ? text.Length : authority + path;
        if (text[authority..path].LastIndexOf((byte)'@') is >= 0 and var at)
        {
            var user = text.Slice(authority, at);
            var split = user.IndexOf((byte)':');
            if (split < 0) Add(authority, authority + at, parts);
            else
            {
                if (user[..split].ContainsAnyInRange((byte)'0', (byte)'9')) Add(authority, authority + split, parts);
                Add(authority + split + 1, authority + at, parts);
            }
        }
        foreach (var range in text[path..].SplitAny("/?&#=;"u8))
        {
            var (offset, length) = range.GetOffsetAndLength(text.Length - path);
            if (!IsWordLike(text.Slice(path + offset, length))) Add(path + offset, path + offset + length, parts);
        }
    }

    /// <summary>
    /// The header is the same for all tokens of an issuer, and most of the claims too, which another token of the same user shares: only the
    /// signature is looked for in fragments.
    /// </summary>
    private static void Jwt(ReadOnlySpan<byte> text, List<SecretPart> parts)
    {
        var first = text.IndexOf((byte)'.') + 1;
        var last = text.LastIndexOf((byte)'.') + 1;
        if (last > first) Add(first, last - 1, parts, Evidence.Most);
        Add(last, text.Length, parts);
    }

    /// <summary>Cookies and connection strings: <c>name=value; name=value</c>.</summary>
    private static bool Pairs(ReadOnlySpan<byte> text, List<SecretPart> parts)
    {
        if (text.IndexOf((byte)';') < 0) return false;
        var found = new List<SecretPart>();
        foreach (var range in text.Split((byte)';'))
        {
            var (start, length) = range.GetOffsetAndLength(text.Length);
            var pair = text.Slice(start, length);
            var equals = pair.IndexOf((byte)'=');
            var name = (equals < 0 ? pair : pair[..equals]).Trim((byte)' ');
            if (name.Length > 40 || !IsName(name)) return false;
            if (equals < 0 || PublicNames.Contains(Encoding.ASCII.GetString(name))) continue;
            found.Add(new(start + equals + 1, start + length, Evidence.Fragment));
        }
        if (found.Count == 0) return false;
        parts.AddRange(found);
        return true;
    }

    /// <summary><c>Digest realm="api", nonce="dcd9"</c>: a challenge or its answer, of which most is prose.</summary>
    private static void Challenge(ReadOnlySpan<byte> text, int start, List<SecretPart> parts)
    {
        while (IndexOf(text[start..], "=\""u8) is >= 0 and var equals)
        {
            var name = text.Slice(start, equals).TrimStart(" ,"u8);
            start += equals + 2;
            var length = text[start..].IndexOf((byte)'"');
            if (length < 0) length = text.Length - start;
            if (!PublicNames.Contains(Encoding.UTF8.GetString(name)) && !IsWordLike(text.Slice(start, length))) Add(start, start + length, parts);
            start = Math.Min(start + length + 1, text.Length);
        }
    }

    private static int SchemeLength(ReadOnlySpan<byte> text)
    {
        var space = text[..Math.Min(text.Length, 10)].IndexOf((byte)' ');
        if (space < 0) return 0;
        foreach (var scheme in Schemes)
            if (scheme.Length == space + 1 && Ascii.EqualsIgnoreCase(text[..scheme.Length], scheme)) return scheme.Length;
        return 0;
    }

    private static void Add(int start, int end, List<SecretPart> parts, Evidence evidence = Evidence.Fragment)
    {
        if (end > start) parts.Add(new(start, end, evidence));
    }

    /// <summary>A path's ordinary word, like <c>services</c> or <c>sendMessage</c>: no digits and not long.</summary>
    private static bool IsWordLike(ReadOnlySpan<byte> segment) => segment.Length < 20 && !segment.ContainsAnyInRange((byte)'0', (byte)'9');

    private static bool IsWord(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'-' or (byte)'.')) return false;
        return text.Length <= 20;
    }

    private static bool IsName(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)' ' or (byte)'-' or (byte)'_' or (byte)'.')) return false;
        return true;
    }

    private static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part);
}
