using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.Urls;

/// <summary>Reads an address, alone or relative to another, by the rules of the URL standard.</summary>
internal sealed class UrlReader
{
    private readonly UrlRecord _url = new();
    private string _rest;

    private UrlReader(string text)
    {
        var trimmed = text.AsSpan();
        while (trimmed.Length > 0 && trimmed[0] <= ' ') trimmed = trimmed[1..];
        while (trimmed.Length > 0 && trimmed[^1] <= ' ') trimmed = trimmed[..^1];
        _rest = trimmed.ToString().Replace("\t", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
    }

    /// <summary>Null for what is no address.</summary>
    public static UrlRecord? Read(string text, UrlRecord? from)
    {
        var reader = new UrlReader(text);
        return reader.TryRead(from) ? reader._url : null;
    }

    private bool TryRead(UrlRecord? from)
    {
        var colon = SchemeLength();
        if (colon < 0) return from is not null && TryRelative(from);
        _url.Scheme = _rest[..colon].ToLowerInvariant();
        _rest = _rest[(colon + 1)..];
        if (_url.Scheme == "file") return TryFile(from?.Scheme == "file" ? from : null);
        if (_url.IsSpecial)
        {
            if (from is not null && from.Scheme == _url.Scheme && !(StartsWithSlash(0) && StartsWithSlash(1))) return TryRelative(from);
            return TryAuthority(SkipSlashes()) && ReadPathAndAfter();
        }
        if (_rest.StartsWith("//", StringComparison.Ordinal)) return TryAuthority(2) && ReadPathAndAfter();
        if (_rest.StartsWith('/')) return ReadPathAndAfter();
        ReadFragment();
        ReadQuery();
        _url.OpaquePath = Percent.Encode(_rest, Percent.Control);
        return true;
    }

    private int SchemeLength()
    {
        if (_rest.Length == 0 || !char.IsAsciiLetter(_rest[0])) return -1;
        var i = 1;
        while (i < _rest.Length && (char.IsAsciiLetterOrDigit(_rest[i]) || _rest[i] is '+' or '-' or '.')) i++;
        return i < _rest.Length && _rest[i] == ':' ? i : -1;
    }

    private bool StartsWithSlash(int at) => at < _rest.Length && (_rest[at] == '/' || (_rest[at] == '\\' && _url.IsSpecial));

    private int SkipSlashes()
    {
        var i = 0;
        while (StartsWithSlash(i)) i++;
        return i;
    }

    private bool TryRelative(UrlRecord from)
    {
        if (from.OpaquePath is not null && !_rest.StartsWith('#')) return false;
        _url.Scheme = from.Scheme;
        if (from.Scheme == "file") return TryFile(from);
        if (StartsWithSlash(0) && StartsWithSlash(1)) return TryAuthority(_url.IsSpecial ? SkipSlashes() : 2) && ReadPathAndAfter();
        (_url.Username, _url.Password, _url.Host, _url.Port) = (from.Username, from.Password, from.Host, from.Port);
        if (StartsWithSlash(0)) return ReadPathAndAfter();
        TakePath(from);
        return ReadRelativePath();
    }

    private void TakePath(UrlRecord from)
    {
        _url.OpaquePath = from.OpaquePath;
        _url.Path.AddRange(from.Path);
        if (_rest.Length == 0 || _rest[0] == '#') _url.Query = from.Query;
    }

    /// <summary>A path below the one that was taken, whose last segment gives way.</summary>
    private bool ReadRelativePath()
    {
        ReadFragment();
        ReadQuery();
        if (_rest.Length == 0) return true;
        if (_url.Path.Count > 0) _url.Path.RemoveAt(_url.Path.Count - 1);
        ReadSegments(_rest);
        return true;
    }

    private bool TryFile(UrlRecord? from)
    {
        if (!StartsWithSlash(0))
        {
            _url.Host = from?.Host ?? "";
            if (from is null) return ReadPathAndAfter();
            TakePath(from);
            return ReadRelativePath();
        }
        if (!StartsWithSlash(1))
        {
            _url.Host = from?.Host ?? "";
            return ReadPathAndAfter();
        }
        var end = 2;
        while (end < _rest.Length && _rest[end] is not ('/' or '\\' or '?' or '#')) end++;
        var host = _rest[2..end];
        // The letter of a drive in the place of a host belongs to the path.
        _rest = IsDrive(host) ? _rest[1..] : _rest[end..];
        if (host.Length == 0 || IsDrive(host)) _url.Host = "";
        else if (UrlHost.Read(host, isSpecial: true) is { } read) _url.Host = read == "localhost" ? "" : read;
        else return false;
        return ReadPathAndAfter();
    }

    private bool TryAuthority(int start)
    {
        var end = start;
        while (end < _rest.Length && _rest[end] is not ('/' or '?' or '#') && !(_rest[end] == '\\' && _url.IsSpecial)) end++;
        var authority = _rest[start..end];
        _rest = _rest[end..];

        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var user = authority[..at];
            var colon = user.IndexOf(':');
            _url.Username = Percent.Encode(colon < 0 ? user : user[..colon], Percent.UserInfo);
            _url.Password = colon < 0 ? "" : Percent.Encode(user[(colon + 1)..], Percent.UserInfo);
            authority = authority[(at + 1)..];
            if (authority.Length == 0) return false;
        }
        var portMark = authority.LastIndexOf(':');
        if (portMark >= 0 && portMark > authority.LastIndexOf(']'))
        {
            if (!TryPort(authority[(portMark + 1)..])) return false;
            authority = authority[..portMark];
            if (authority.Length == 0) return false;
        }
        if (authority.Length == 0 && _url.IsSpecial) return false;
        _url.Host = authority.Length == 0 ? "" : UrlHost.Read(authority, _url.IsSpecial);
        return _url.Host is not null;
    }

    private bool TryPort(string digits)
    {
        if (digits.Length == 0) return true;
        if (!digits.All(char.IsAsciiDigit)) return false;
        var port = Texts.ParseInteger(digits, 10);
        if (port > 65535) return false;
        if (port != UrlRecord.DefaultPort(_url.Scheme)) _url.Port = (int)port;
        return true;
    }

    private bool ReadPathAndAfter()
    {
        ReadFragment();
        ReadQuery();
        if (StartsWithSlash(0)) ReadSegments(_rest[1..]);
        else if (_rest.Length > 0 || _url.IsSpecial) ReadSegments(_rest);
        return true;
    }

    private void ReadFragment()
    {
        var at = _rest.IndexOf('#');
        if (at < 0) return;
        _url.Fragment = Percent.Encode(_rest[(at + 1)..], Percent.Fragment);
        _rest = _rest[..at];
    }

    private void ReadQuery()
    {
        var at = _rest.IndexOf('?');
        if (at < 0) return;
        _url.Query = Percent.Encode(_rest[(at + 1)..], _url.IsSpecial ? Percent.SpecialQuery : Percent.Query);
        _rest = _rest[..at];
    }

    private void ReadSegments(string path)
    {
        var segments = _url.IsSpecial ? path.Split('/', '\\') : path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (IsDoubleDot(segments[i]))
            {
                // The letter of a drive is not left.
                if (_url.Path.Count > 0 && !(_url.Scheme == "file" && _url.Path.Count == 1 && IsDrive(_url.Path[0]))) _url.Path.RemoveAt(_url.Path.Count - 1);
                if (isLast) _url.Path.Add("");
            }
            else if (IsDot(segments[i]))
            {
                if (isLast) _url.Path.Add("");
            }
            else _url.Path.Add(Percent.Encode(segments[i], Percent.Path));
        }
    }

    private static bool IsDot(string segment) => segment == "." || segment.Equals("%2e", StringComparison.OrdinalIgnoreCase);

    private static bool IsDoubleDot(string segment) => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) == "..";

    private static bool IsDrive(string segment) => segment.Length == 2 && char.IsAsciiLetter(segment[0]) && segment[1] is ':' or '|';
}
